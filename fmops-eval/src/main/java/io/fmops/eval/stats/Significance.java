package io.fmops.eval.stats;

/**
 * What a test says about two candidates. Immutable and thread-safe.
 *
 * <p>A small p-value says that chance alone would seldom make candidates that are alike differ so
 * much. A large one does not say that they are alike; the interval of the difference shows what is
 * still possible, and {@link Power} how many examples would tell. Among many tests some p-values
 * are small by chance: see {@link Correction}.
 *
 * @param difference how much higher the first candidate scores, in the scores' own unit
 * @param pValue the probability of a difference at least as large, in either direction, if the
 *     candidates were alike; more than 0, at most 1
 * @param n how many examples were compared
 */
public record Significance(double difference, double pValue, long n) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Significance {
    Checks.finite(difference);
    if (!(pValue > 0 && pValue <= 1)) {
      throw new IllegalArgumentException(
          "the p-value is " + pValue + "; it must be more than 0 and at most 1");
    }
    if (n < 1) {
      throw new IllegalArgumentException("a test needs a sample, but n is " + n);
    }
  }
}
