package io.fmops.eval.assertion;

import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import java.util.List;

/**
 * Checks assertions of one type. Implementations are thread-safe. They answer what is asked, not
 * the opposite: whoever calls turns the outcome of a negated assertion round.
 */
@FunctionalInterface
public interface AssertionCheck {

  /**
   * Looks at an answer.
   *
   * @param assertion what the answer must be like; taken as if it were not negated
   * @param trial the answer, and the way to ask a judge
   * @return whether it is so
   */
  AssertionOutcome check(Assertion assertion, Trial trial);

  /**
   * Checks by an evaluator that compares with references: the assertion's value, or its several
   * values, are the references, and it holds from its threshold on.
   *
   * <pre>{@code
   * builder.check("token-f1", AssertionCheck.byScore(Evaluators.tokenF1(), 0.5))
   * }</pre>
   *
   * @param evaluator its first score counts, which must be a number
   * @param threshold what counts where the assertion has none
   * @return a check
   */
  static AssertionCheck byScore(Evaluator evaluator, double threshold) {
    return (assertion, trial) -> {
      List<String> references = assertion.texts();
      if (references.isEmpty()) {
        return new AssertionOutcome.Unchecked(assertion.type() + " needs a text to compare with");
      }
      Example asked = trial.example();
      Score score = evaluator
          .evaluate(
              new Example(asked.id(), asked.fields(), references, asked.tags()), trial.answer())
          .get(0);
      double bound = assertion.threshold().orElse(threshold);
      if (score instanceof Score.Value value) {
        return byBound(score.name(), value.value(), bound);
      } else if (score instanceof Score.Summed summed) {
        return byBound(score.name(), summed.value(), bound);
      } else if (score instanceof Score.Unscored unscored) {
        return new AssertionOutcome.Unchecked(unscored.reason());
      }
      return new AssertionOutcome.Unchecked(score.name() + " is no number");
    };
  }

  private static AssertionOutcome byBound(String name, double value, double bound) {
    return new AssertionOutcome.Checked(
        value, value >= bound, "%s is %.4g, the threshold %s".formatted(name, value, bound));
  }
}
