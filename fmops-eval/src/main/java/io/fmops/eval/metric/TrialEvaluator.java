package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.Optional;

/** An evaluator that needs more than the text of an answer, and may wrap another one. */
abstract class TrialEvaluator implements Evaluator {

  private final Optional<Evaluator> wrapped;

  TrialEvaluator() {
    this.wrapped = Optional.empty();
  }

  TrialEvaluator(Evaluator wrapped) {
    this.wrapped = Optional.of(wrapped);
  }

  @Override
  public final List<Score> evaluate(Example example, String answer) {
    throw new UnsupportedOperationException(
        "this evaluator looks at the response or asks for more, so it needs a Trial");
  }

  @Override
  public abstract List<Score> evaluate(Trial trial);

  @Override
  public final void check(ModelId candidate) {
    wrapped.ifPresent(evaluator -> evaluator.check(candidate));
  }
}
