package io.fmops.eval.stats;

/**
 * The score interval of a share: how often something succeeded among n independent trials, such as
 * correct answers (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", 1927). It stays between 0 and 1, and is honest where a bootstrap is not: after ten
 * successes in ten trials it begins at 0.72. On average over the true shares its coverage is the
 * confidence asked for, from about n = 10; for single ones it varies, because counts are whole (L.
 * D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial proportion", 2001).
 */
public final class Wilson {

  private Wilson() {}

  /**
   * The interval of 95 %.
   *
   * @param successes how often it succeeded, 0 to n
   * @param n how many trials there were, at least 1
   * @return the share and its interval
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Estimate of(long successes, long n) {
    return of(successes, n, 0.95);
  }

  /**
   * The interval of a confidence.
   *
   * @param successes how often it succeeded, 0 to n
   * @param n how many trials there were, at least 1
   * @param confidence the probability that the interval is meant to cover the true share with, more
   *     than 0 and less than 1
   * @return the share and its interval
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Estimate of(long successes, long n, double confidence) {
    Checks.inside("the confidence", confidence);
    if (n < 1 || successes < 0 || successes > n) {
      throw new IllegalArgumentException(
          "%d successes in %d trials; there must be a trial, and no more successes than trials"
              .formatted(successes, n));
    }
    double z = Normal.quantile((1 + confidence) / 2);
    double share = (double) successes / n;
    double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n)) / (1 + z * z / n);
    // Where all or none succeeded, rounding must not leave a gap.
    double low = successes == 0 ? 0 : middle - half;
    double high = successes == n ? 1 : middle + half;
    return new Estimate(share, low, high, n);
  }
}
