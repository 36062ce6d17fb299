package io.fmops.eval.stats;

import java.util.Arrays;

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

  /**
   * The mean of a sample with an interval of 95 %, by the method that suits the values: if every
   * one is 0 or 1 it is a share, and has {@link Wilson}'s interval; any others have that of
   * {@link Bootstrap#DEFAULT}.
   *
   * @param values finite numbers, one an example, the examples independent of each other
   * @return the mean and its interval
   * @throws IllegalArgumentException if there are no values, or one is not finite
   */
  public static Estimate ofMean(double[] values) {
    if (values.length > 0 && Arrays.stream(values).allMatch(value -> value == 0 || value == 1)) {
      return Wilson.of((long) Arrays.stream(values).sum(), values.length);
    }
    return Bootstrap.DEFAULT.mean(values);
  }
}
