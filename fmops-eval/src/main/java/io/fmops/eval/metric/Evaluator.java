package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.List;

/** Scores one answer to one example. Implementations are thread-safe. */
@FunctionalInterface
public interface Evaluator {

  /**
   * Scores an answer.
   *
   * @param example what was asked, and the reference if there is one
   * @param answer the text that the model answered
   * @return one or more scores, the same names for every answer
   */
  List<Score> evaluate(Example example, String answer);
}
