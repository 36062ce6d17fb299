package io.fmops.eval.metric;

/**
 * Three measures that belong together. Immutable and thread-safe. Where a quotient has the
 * denominator zero, it counts as 0.
 *
 * @param precision the right part of what was answered, 0 to 1
 * @param recall the answered part of what would have been right, 0 to 1
 * @param f1 the harmonic mean of precision and recall, 0 to 1; in an average over classes the mean
 *     of the classes' F1
 */
public record PrecisionRecallF1(double precision, double recall, double f1) {

  /** Takes both parts as counts. */
  static PrecisionRecallF1 of(long hits, long answered, long right) {
    double precision = answered == 0 ? 0 : (double) hits / answered;
    double recall = right == 0 ? 0 : (double) hits / right;
    double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
    return new PrecisionRecallF1(precision, recall, f1);
  }
}
