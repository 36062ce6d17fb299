package io.fmops.eval.stats;

/**
 * A number that was estimated from a sample, and the interval in which the true one is to be
 * expected. Immutable and thread-safe.
 *
 * <p>An interval of no width is not a certain number. It says that the sample shows no variation,
 * which a sample of one example never does; look at {@code n}.
 *
 * @param value the statistic of the sample, in its own unit
 * @param low the lower end of the interval
 * @param high the upper end of the interval, not less than the lower one; with a biased statistic
 *     the value may lie outside
 * @param n how many examples the sample has, 1 or more
 */
public record Estimate(double value, double low, double high, long n) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is not finite, the ends are in the wrong order, or
   *     the sample is empty
   */
  public Estimate {
    if (!Double.isFinite(value) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "an estimate must be finite: %s in %s to %s".formatted(value, low, high));
    }
    if (low > high) {
      throw new IllegalArgumentException(
          "the interval %s to %s is upside down".formatted(low, high));
    }
    if (n < 1) {
      throw new IllegalArgumentException("an estimate needs a sample, but n is " + n);
    }
  }
}
