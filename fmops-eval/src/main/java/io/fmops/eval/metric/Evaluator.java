package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Scores one answer to one example. Implementations are thread-safe. Most of them need the example
 * and the text of the answer, which is the one method to write; those that look at tokens or time,
 * or ask a model, override {@link #evaluate(Trial)}.
 */
@FunctionalInterface
public interface Evaluator {

  /**
   * Scores an answer.
   *
   * @param example what was asked, and the references if there are any
   * @param answer the text that the model answered
   * @return one or more scores, the same names for every answer
   */
  List<Score> evaluate(Example example, String answer);

  /**
   * Scores an answer with all that is known about it. This is what a run calls.
   *
   * @param trial what was asked and answered, and the way to ask more
   * @return one or more scores, the same names for every answer
   */
  default List<Score> evaluate(Trial trial) {
    return evaluate(trial.example(), trial.answer());
  }

  /**
   * How the {@linkplain Score.Summed#parts() parts} of a dataset's examples become its figure.
   *
   * @return a formula for the name of each {@link Score.Summed} that this evaluator gives: it gets
   *     the sums, as many as the parts, and returns a finite number
   */
  default Map<String, ToDoubleFunction<double[]>> formulas() {
    return Map.of();
  }

  /**
   * Says before a run whether this evaluator may score a candidate. A model that judges itself, for
   * example, may not.
   *
   * @param candidate the model that will be scored
   * @throws IllegalArgumentException if it may not be, and why
   */
  default void check(ModelId candidate) {}
}
