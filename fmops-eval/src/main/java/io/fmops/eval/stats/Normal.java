package io.fmops.eval.stats;

/** The standard normal distribution, to the last digits and the same on every JVM. */
final class Normal {

  private static final double ROOT_OF_TWO_PI = StrictMath.sqrt(2 * Math.PI);

  private Normal() {}

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / ROOT_OF_TWO_PI;
  }

  /** The probability of a number not larger than x. */
  static double cdf(double x) {
    if (x < -38) {
      return 0; // smaller than every positive double
    }
    if (x < -2.5) {
      return upperTail(-x);
    }
    if (x > 2.5) {
      return 1 - upperTail(x);
    }
    // The power series (G. Marsaglia, "Evaluating the normal distribution", 2004).
    double sum = x;
    double term = x;
    for (int i = 3; Math.abs(term) > 1e-18; i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * density(x);
  }

  /** Laplace's continued fraction, which keeps the digits of small probabilities. */
  private static double upperTail(double x) {
    double fraction = x;
    for (int i = 200; i > 0; i--) {
      fraction = x + i / fraction;
    }
    return density(x) / fraction;
  }

  /** The number that a probability belongs to; infinite for 0 and 1. */
  static double quantile(double p) {
    if (p > 0.5) {
      return -quantile(1 - p);
    }
    if (p <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    // The tail's leading term is near enough for Halley's steps to finish.
    double t = StrictMath.sqrt(-2 * StrictMath.log(p));
    double x = p > 0.02 ? (p - 0.5) * ROOT_OF_TWO_PI : -(t - StrictMath.log(t * 2.5) / t);
    for (int i = 0; i < 6; i++) {
      double step = (cdf(x) - p) / density(x);
      x -= step / (1 + x * step / 2);
    }
    return x;
  }
}
