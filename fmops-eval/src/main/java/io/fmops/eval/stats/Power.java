package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How many examples a comparison of two candidates needs, and what a number of examples can show,
 * by the normal approximation of two-sided paired tests. Assumes independent examples: of clusters,
 * each counts for little more than one. Immutable and thread-safe.
 *
 * <pre>{@code
 * OptionalLong n = Power.DEFAULT.examplesToTellApart(pilotScoresOfA, pilotScoresOfB);
 * }</pre>
 *
 * @param level the probability that the test finds a difference where there is none, more than 0
 *     and less than 1
 * @param power the probability that the test is to find a difference that there is, more than the
 *     level and less than 1
 */
public record Power(double level, double power) {

  /** A test at 5 % that finds the difference four times in five. */
  public static final Power DEFAULT = new Power(0.05, 0.8);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Power {
    Checks.inside("the level", level);
    Checks.inside("the power", power);
    if (power <= level) {
      throw new IllegalArgumentException(
          "the power %s is not more than the level %s, which chance reaches by itself"
              .formatted(power, level));
    }
  }

  /**
   * How many examples would tell two candidates apart that differ as these do. The scores of a
   * pilot run are only an estimate of that; look at the interval of their difference, too, and
   * prefer the smallest difference that would matter, with {@link #examplesForMeans} or
   * {@link #examplesForProportions}.
   *
   * @param a the first candidate's scores, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @return the number of examples in all; empty if the means are equal, which no number of
   *     examples tells apart
   * @throws IllegalArgumentException if the lengths differ, there are fewer than two examples, or a
   *     score is not finite
   */
  public OptionalLong examplesToTellApart(double[] a, double[] b) {
    double[] differences = Checks.differences(a, b);
    int n = differences.length;
    if (n < 2) {
      throw new IllegalArgumentException("how scores vary is seen from two examples on; n is " + n);
    }
    double mean = Checks.finite(Arrays.stream(differences).sum()) / n;
    if (mean == 0) {
      return OptionalLong.empty();
    }
    if (binary(a) && binary(b)) {
      McNemar counts = McNemar.of(a, b);
      return OptionalLong.of(examplesForProportions(
          (double) counts.onlyFirst() / n, (double) counts.onlySecond() / n));
    }
    double squares =
        Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    return OptionalLong.of(examplesForMeans(mean, Math.sqrt(squares / (n - 1))));
  }

  private static boolean binary(double[] scores) {
    return Arrays.stream(scores).allMatch(score -> score == 0 || score == 1);
  }

  /**
   * How many examples show a difference of means, with the correction for a variance that is
   * estimated too (W. C. Guenther, "Sample size formulas for normal theory t tests", 1981).
   *
   * @param difference the mean of the paired differences, not 0
   * @param deviation the standard deviation of the paired differences, 0 or more
   * @return the number of examples; at least as many as a permutation test needs to reach the
   *     level, 6 at 5 %
   * @throws IllegalArgumentException if a number is out of its range
   */
  public long examplesForMeans(double difference, double deviation) {
    check(difference, deviation);
    double ratio = (z() + Normal.quantile(power)) * deviation / difference;
    return atLeast(ratio * ratio + z() * z() / 2);
  }

  /**
   * How probable it is that a test of means finds a difference.
   *
   * @param difference the mean of the paired differences, not 0
   * @param deviation the standard deviation of the paired differences, 0 or more
   * @param n how many examples there are, at least 1
   * @return 0 to 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public double powerForMeans(double difference, double deviation, long n) {
    check(difference, deviation);
    if (n < fewest()) {
      return 0;
    }
    double shift = Math.abs(difference) / deviation * Math.sqrt(Math.max(0, n - z() * z() / 2));
    return Normal.cdf(shift - z()) + Normal.cdf(-shift - z());
  }

  private static void check(double difference, double deviation) {
    Checks.finite(difference);
    if (difference == 0 || !(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a difference of %s with a deviation of %s; there must be a difference, and a deviation of"
                  .formatted(difference, deviation)
              + " 0 or more");
    }
  }

  /**
   * How many examples show a difference of shares of successes to McNemar's test (R. J. Connor,
   * "Sample size for testing differences in proportions for the paired-sample design", 1987).
   *
   * @param onlyFirst the share of examples on which only the first candidate succeeds, 0 to 1
   * @param onlySecond the share on which only the second one does, 0 to 1, another one
   * @return the number of examples, those included on which both succeed or fail
   * @throws IllegalArgumentException if a share is out of its range, they are more than 1 together,
   *     or they are equal
   */
  public long examplesForProportions(double onlyFirst, double onlySecond) {
    checkShares(onlyFirst, onlySecond);
    double discordant = onlyFirst + onlySecond;
    double difference = onlyFirst - onlySecond;
    double root = z() * Math.sqrt(discordant)
        + Normal.quantile(power) * Math.sqrt(discordant - difference * difference);
    return atLeast(root * root / (difference * difference));
  }

  /**
   * How probable it is that McNemar's test finds a difference of shares of successes.
   *
   * @param onlyFirst the share of examples on which only the first candidate succeeds, 0 to 1
   * @param onlySecond the share on which only the second one does, 0 to 1, another one
   * @param n how many examples there are, at least 1
   * @return 0 to 1
   * @throws IllegalArgumentException if a share is out of its range, they are more than 1 together,
   *     or they are equal
   */
  public double powerForProportions(double onlyFirst, double onlySecond, long n) {
    checkShares(onlyFirst, onlySecond);
    if (n < fewest()) {
      return 0;
    }
    double discordant = onlyFirst + onlySecond;
    double difference = Math.abs(onlyFirst - onlySecond);
    double deviation = Math.sqrt(discordant - difference * difference);
    double shift = difference * Math.sqrt((double) n);
    double bound = z() * Math.sqrt(discordant);
    return Normal.cdf((shift - bound) / deviation) + Normal.cdf((-shift - bound) / deviation);
  }

  private static void checkShares(double onlyFirst, double onlySecond) {
    if (!(onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= 1)
        || onlyFirst == onlySecond) {
      throw new IllegalArgumentException(
          "shares of %s and %s; they must differ, and be 0 to 1 together"
              .formatted(onlyFirst, onlySecond));
    }
  }

  private double z() {
    return Normal.quantile(1 - level / 2);
  }

  /** The fewest examples of which half the exchanges are fewer than the level. */
  private long fewest() {
    return 1 + (long) Math.ceil(StrictMath.log(1 / level) / StrictMath.log(2) - 1e-9);
  }

  private long atLeast(double examples) {
    return Math.max(fewest(), (long) Math.ceil(examples - 1e-9));
  }
}
