package io.fmops.eval.gate;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.EvaluationResult;

/**
 * Assertions for tests of any framework, which throw {@link AssertionError} with the figures and
 * their intervals. Import them statically, beside AssertJ's if you like.
 *
 * <pre>{@code
 * assertThat(result).candidate("small").measure("accuracy").isAtLeast(0.8);
 * assertThat(result).candidate("small").measure("accuracy").isNotWorseThan("large", 0.02);
 * assertAnswer(example, answer).scores(Evaluators.tokenF1()).atLeast(0.7);
 * }</pre>
 */
public final class EvaluationAssertions {

  private EvaluationAssertions() {}

  /**
   * Begins an assertion about a run.
   *
   * @param result what the run found out
   * @return the assertion, which needs a candidate
   */
  public static ResultAssert assertThat(EvaluationResult result) {
    return new ResultAssert(result);
  }

  /**
   * Begins an assertion about one candidate, such as one whose rows were read from a file.
   *
   * @param candidate the candidate's part of a run
   * @return the assertion
   */
  public static CandidateAssert assertThat(CandidateRun candidate) {
    return new CandidateAssert(candidate, null, 0);
  }

  /**
   * Begins an assertion about one answer.
   *
   * @param example what was asked, with its references
   * @param answer what was answered
   * @return the assertion, which needs an evaluator
   */
  public static AnswerAssert assertAnswer(Example example, String answer) {
    return new AnswerAssert(example, answer);
  }
}
