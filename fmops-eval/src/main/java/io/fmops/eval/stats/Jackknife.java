package io.fmops.eval.stats;

/**
 * Takes in what statistics are when one unit of the sample is left out, unit by unit, and gives the
 * acceleration of their BCa intervals: a sixth of their skewness (B. Efron and R. J. Tibshirani,
 * "An Introduction to the Bootstrap", 1993, formula 14.15). Not thread-safe.
 */
final class Jackknife {

  private final double[] values;
  private final double[] weights;
  private final double[] sums;
  private final double[] squares;
  private final double[] cubes;

  /** Works with deviations from the statistics of the sample, so that no number is large. */
  Jackknife(double[] values) {
    this.values = values;
    this.weights = new double[values.length];
    this.sums = new double[values.length];
    this.squares = new double[values.length];
    this.cubes = new double[values.length];
  }

  /**
   * How many units to choose where there are more than a limit: of so many units the acceleration
   * is small, and need not be known well.
   */
  static int choice(int limit) {
    return Math.max(limit / 10, Math.min(limit, 100));
  }

  /** Adds the statistics without one unit, as many times as there are units that are alike. */
  void add(double[] leftOut, double times) {
    for (int k = 0; k < values.length; k++) {
      add(k, leftOut[k], times);
    }
  }

  void add(int k, double leftOut, double times) {
    double deviation = values[k] - leftOut;
    if (Double.isFinite(deviation)) {
      weights[k] += times;
      sums[k] += times * deviation;
      squares[k] += times * deviation * deviation;
      cubes[k] += times * deviation * deviation * deviation;
    }
  }

  /**
   * The accelerations.
   *
   * @param units how many units the sample has; more than were added if those are a random choice
   */
  double[] accelerations(double units) {
    double[] accelerations = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      double mean = weights[k] == 0 ? 0 : sums[k] / weights[k];
      double square = weights[k] == 0 ? 0 : squares[k] / weights[k];
      double variance = square - mean * mean;
      // What is left of nothing after rounding has no shape.
      if (variance > 1e-12 * square) {
        double third = cubes[k] / weights[k] - 3 * mean * square + 2 * mean * mean * mean;
        accelerations[k] = third / (6 * Math.sqrt(variance * units) * variance);
      }
    }
    return accelerations;
  }
}
