package io.fmops.eval.metric;

import java.util.Optional;

/** Scores as the numbers that a dataset's figure starts from. */
final class ScoreNumbers {

  private ScoreNumbers() {}

  /** The number of a score, or for a label 1 if it is right and else 0; none if it is unscored. */
  static Optional<Double> of(Score score) {
    if (score instanceof Score.Value value) {
      return Optional.of(value.value());
    }
    if (score instanceof Score.Summed summed) {
      return Optional.of(summed.value());
    }
    if (score instanceof Score.Label label) {
      return Optional.of(label.expected().equals(label.predicted()) ? 1.0 : 0.0);
    }
    return Optional.empty();
  }

  static String reason(Score score) {
    return score instanceof Score.Unscored unscored ? unscored.reason() : "it is no number";
  }
}
