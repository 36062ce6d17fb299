package io.fmops.eval.stats;

/**
 * Compares the shares of successes of two candidates on the same examples (Q. McNemar, "Note on the
 * sampling error of the difference between correlated proportions or percentages", 1947). Only the
 * examples count on which one candidate alone succeeded: if the candidates are alike, a fair coin
 * decides which one that is. Assumes that the examples are independent of each other; if they come
 * in clusters, take {@link PairedTest}. Immutable and thread-safe.
 *
 * <p>{@link #test()} gives the mid-p value: {@link #exactP()} is larger than the level asked for
 * needs, so it misses differences, while the mid-p value has kept the level in all of thousands of
 * cases looked at (M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary
 * matched-pairs data: mid-p and asymptotic are better than exact conditional", 2013).
 *
 * @param onlyFirst on how many examples only the first candidate succeeded
 * @param onlySecond on how many examples only the second candidate succeeded
 * @param n how many examples there are, at least 1
 */
public record McNemar(long onlyFirst, long onlySecond, long n) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if a count is negative, or there are more successes than
   *     examples or no examples
   */
  public McNemar {
    if (onlyFirst < 0 || onlySecond < 0 || n < 1 || onlyFirst > n - onlySecond) {
      throw new IllegalArgumentException(
          "%d and %d examples with one success of %d; there must be an example, and no more than n"
              .formatted(onlyFirst, onlySecond, n));
    }
  }

  /**
   * Counts scores.
   *
   * @param a the first candidate's scores, 1 for a success and 0 for a failure, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @return the counts
   * @throws IllegalArgumentException if the lengths differ, there are no scores, or one is neither
   *     0 nor 1
   */
  public static McNemar of(double[] a, double[] b) {
    Checks.paired(a.length, b.length);
    long onlyFirst = 0;
    long onlySecond = 0;
    for (int i = 0; i < a.length; i++) {
      onlyFirst += success(a[i]) & ~success(b[i]);
      onlySecond += success(b[i]) & ~success(a[i]);
    }
    return new McNemar(onlyFirst, onlySecond, a.length);
  }

  private static int success(double score) {
    if (score != 0 && score != 1) {
      throw new IllegalArgumentException(
          "the score " + score + " is neither 0 nor 1; PairedTest compares other scores");
    }
    return (int) score;
  }

  /**
   * The difference of the shares with its mid-p value.
   *
   * @return the first candidate's share less the second one's, and the probability of such a
   *     difference or a larger one by chance
   */
  public Significance test() {
    return new Significance((double) (onlyFirst - onlySecond) / n, midP(), n);
  }

  /**
   * The exact p-value: twice the probability that a fair coin falls at least so unevenly.
   *
   * @return more than 0, at most 1
   */
  public double exactP() {
    long tosses = onlyFirst + onlySecond;
    return positive(Math.min(1, 2 * Binomial.atMost(Math.min(onlyFirst, onlySecond), tosses)));
  }

  /**
   * The mid-p value: the exact one with the observed outcome counted as half.
   *
   * @return more than 0, at most 1
   */
  public double midP() {
    long tosses = onlyFirst + onlySecond;
    if (tosses == 0) {
      return 1;
    }
    long fewer = Math.min(onlyFirst, onlySecond);
    double outcome = Binomial.probability(fewer, tosses);
    return positive(
        onlyFirst == onlySecond ? 1 - outcome / 2 : 2 * Binomial.atMost(fewer, tosses) - outcome);
  }

  /** No outcome is impossible, however small its probability. */
  private static double positive(double p) {
    return Math.max(p, Double.MIN_VALUE);
  }
}
