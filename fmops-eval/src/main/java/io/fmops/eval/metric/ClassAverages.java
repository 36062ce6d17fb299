package io.fmops.eval.metric;

/**
 * Precision, recall and F-beta over the classes of a {@link ConfusionMatrix}, averaged in one way,
 * with one rule for quotients whose denominator is zero: scikit-learn's
 * {@code precision_recall_fscore_support} (1.3 and later). Answers without a label lower recall and
 * F-beta of the class that was expected. Immutable and thread-safe.
 */
public final class ClassAverages {

  private final Averaging averaging;
  private final ZeroDivision rule;
  // Of each class, or of all together.
  private final long[] hits;
  private final long[] predicted;
  private final long[] expected;

  ClassAverages(
      Averaging averaging, ZeroDivision rule, long[] hits, long[] predicted, long[] expected) {
    this.averaging = averaging;
    this.rule = rule;
    this.hits = hits;
    this.predicted = predicted;
    this.expected = expected;
  }

  /**
   * The right part of what was answered.
   *
   * @return 0 to 1
   */
  public double precision() {
    return fBeta(0);
  }

  /**
   * The answered part of what would have been right.
   *
   * @return 0 to 1
   */
  public double recall() {
    return average((hit, answered, right) -> hit, (hit, answered, right) -> right);
  }

  /**
   * The weighted harmonic mean of precision and recall (van Rijsbergen, "Information Retrieval",
   * 1979), {@code (1 + beta²) hits / (predicted + beta² expected)}, averaged over the classes.
   *
   * @param beta how many times as much recall matters as precision; 0 gives the precision, 1 gives
   *     F1
   * @return 0 to 1
   * @throws IllegalArgumentException if beta is negative or not finite
   */
  public double fBeta(double beta) {
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta is " + beta + "; it must be finite and 0 or more");
    }
    double square = beta * beta;
    return average(
        (hit, answered, right) -> (1 + square) * hit,
        (hit, answered, right) -> answered + square * right);
  }

  private interface Part {
    double of(long hit, long answered, long right);
  }

  private double average(Part dividend, Part divisor) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < hits.length; i++) {
      double denominator = divisor.of(hits[i], predicted[i], expected[i]);
      if (denominator == 0 && rule == ZeroDivision.LEFT_OUT) {
        continue;
      }
      double weight = averaging == Averaging.WEIGHTED ? expected[i] : 1;
      sum += weight
          * (denominator == 0
              ? undefined()
              : dividend.of(hits[i], predicted[i], expected[i]) / denominator);
      weights += weight;
    }
    return weights == 0 ? undefined() : sum / weights;
  }

  private double undefined() {
    return rule == ZeroDivision.ONE ? 1 : 0;
  }
}
