package io.fmops.eval.stats;

/**
 * The score interval of the difference of two candidates' shares of successes on the same examples
 * (T. Tango, "Equivalence test and confidence interval for the difference in proportions for the
 * paired-sample design", 1998). Where {@link McNemar} tests whether there is a difference, this
 * says how large it may be. It is honest where a bootstrap is not: if two candidates agree on all
 * of 20 examples, the difference may still be 0.16 either way. Assumes that the examples are
 * independent of each other.
 */
public final class Tango {

  private static final int HALVINGS = 60;

  private Tango() {}

  /**
   * The interval of 95 %.
   *
   * @param counts how often only one of them succeeded
   * @return the first candidate's share less the second one's, and its interval
   */
  public static Estimate of(McNemar counts) {
    return of(counts, 0.95);
  }

  /**
   * The interval of a confidence.
   *
   * @param counts how often only one of them succeeded
   * @param confidence the probability that the interval is meant to cover the true difference with,
   *     more than 0 and less than 1
   * @return the first candidate's share less the second one's, and its interval
   * @throws IllegalArgumentException if the confidence is out of its range
   */
  public static Estimate of(McNemar counts, double confidence) {
    Checks.inside("the confidence", confidence);
    double z = Normal.quantile((1 + confidence) / 2);
    double difference = (double) (counts.onlyFirst() - counts.onlySecond()) / counts.n();
    return new Estimate(
        difference,
        -upper(counts.onlySecond(), counts.onlyFirst(), counts.n(), -difference, z),
        upper(counts.onlyFirst(), counts.onlySecond(), counts.n(), difference, z),
        counts.n());
  }

  /** The largest difference that is not more than z standard errors above the observed one. */
  private static double upper(long b, long c, long n, double difference, double z) {
    double inside = difference;
    double outside = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (inside + outside) / 2;
      if (distance(b, c, n, middle) <= z) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  /** How many standard errors an assumed difference lies above the observed one. */
  private static double distance(long b, long c, long n, double assumed) {
    double linear = -(double) b - c + (2.0 * n - b + c) * assumed;
    double constant = -c * assumed * (1 - assumed);
    double root = Math.sqrt(Math.max(0, linear * linear - 8.0 * n * constant));
    // The share of successes of the second one alone that is most likely under the assumption.
    double onlySecond = (root - linear) / (4.0 * n);
    double variance = n * (2 * onlySecond + assumed * (1 - assumed));
    double observed = (double) b - c - n * assumed;
    return variance <= 0
        ? (observed == 0 ? 0 : Double.POSITIVE_INFINITY)
        : -observed / Math.sqrt(variance);
  }
}
