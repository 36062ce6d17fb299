package io.fmops.eval.stats;

/** Counts of heads among tosses of a fair coin. */
final class Binomial {

  private Binomial() {}

  /** The probability of k heads among n tosses. */
  static double probability(long k, long n) {
    return StrictMath.exp(
        logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * StrictMath.log(2));
  }

  /** The probability of at most k heads among n tosses, for k up to half of n. */
  static double atMost(long k, long n) {
    double term = probability(k, n);
    double sum = 0;
    // Terms shrink on the way down, so the rest is soon too small to count.
    for (long i = k; i >= 0 && term > sum * 1e-17; i--) {
      sum += term;
      term *= (double) i / (n - i + 1);
    }
    return sum;
  }

  private static double logFactorial(long n) {
    if (n < 20) {
      double factorial = 1;
      for (int i = 2; i <= n; i++) {
        factorial *= i;
      }
      return StrictMath.log(factorial);
    }
    // Stirling's series; the first term left out is below 1e-12.
    double square = (double) n * n;
    double series = (1 / 12.0 - (1 / 360.0 - 1 / (1260 * square)) / square) / n;
    return n * StrictMath.log((double) n) - n + StrictMath.log(2 * Math.PI * n) / 2 + series;
  }
}
