package io.fmops.eval.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Draws a bootstrap's replicates and finds the intervals. */
final class Replicates {

  private final double value;
  // In ascending order.
  private final double[] statistics;

  private Replicates(double value, double[] statistics) {
    this.value = value;
    this.statistics = statistics;
    Arrays.sort(statistics);
  }

  /**
   * The intervals of statistics that are defined for every sample.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  static List<Estimate> estimates(Bootstrap settings, Resample sample) {
    double[] values = sample.values();
    for (double value : values) {
      Checks.finite(value);
    }
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[][] drawn = draw(settings, sample, values.length, random);
    for (double[] statistics : drawn) {
      for (double statistic : statistics) {
        Checks.finite(statistic);
      }
    }
    return intervals(settings, sample, values, drawn, random);
  }

  /**
   * The interval of a coefficient that some samples do not have, because all is alike in them: such
   * replicates are left out. Empty if the sample itself has none.
   */
  static Optional<Estimate> coefficient(Bootstrap settings, Resample sample) {
    double[] values = sample.values();
    if (Double.isNaN(values[0])) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[][] drawn = draw(settings, sample, 1, random);
    drawn[0] = Arrays.stream(drawn[0]).filter(value -> !Double.isNaN(value)).toArray();
    if (drawn[0].length == 0) {
      drawn[0] = values.clone();
    }
    return Optional.of(intervals(settings, sample, values, drawn, random).get(0));
  }

  /** The statistics of every replicate: a row for each statistic, a column for each replicate. */
  static double[][] draw(
      Bootstrap settings, Resample sample, int statistics, SplittableRandom random) {
    double[][] drawn = new double[statistics][settings.replicates()];
    for (int i = 0; i < settings.replicates(); i++) {
      double[] replicate = sample.draw(random);
      for (int k = 0; k < statistics; k++) {
        drawn[k][i] = replicate[k];
      }
    }
    return drawn;
  }

  private static List<Estimate> intervals(
      Bootstrap settings,
      Resample sample,
      double[] values,
      double[][] drawn,
      SplittableRandom random) {
    boolean percentile = settings.method() == Bootstrap.Method.PERCENTILE;
    double[] accelerations = percentile
        ? new double[values.length]
        : sample.accelerations(values, random, settings.replicates());
    double tail = (1 - settings.confidence()) / 2;
    List<Estimate> estimates = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      Replicates replicates = new Replicates(values[k], drawn[k]);
      estimates.add(
          percentile
              ? replicates.interval(tail, tail, sample.examples())
              : replicates.shifted(tail, accelerations[k], sample.examples()));
    }
    return estimates;
  }

  private Estimate shifted(double tail, double acceleration, long examples) {
    double bias = Normal.quantile(shareBelow());
    double z = Normal.quantile(tail);
    return interval(share(bias, acceleration, z), 1 - share(bias, acceleration, -z), examples);
  }

  /** Which share of the replicates an end of the BCa interval has below it. */
  private static double share(double bias, double acceleration, double z) {
    double shift = bias + z;
    double scale = 1 - acceleration * shift;
    return scale > 0 ? Normal.cdf(bias + shift / scale) : shift > 0 ? 1 : 0;
  }

  /**
   * The share of the replicates that are less than the statistic itself, those that are equal
   * counted as half: a statistic with few different values would else seem biased.
   */
  private double shareBelow() {
    double same = 1e-9 * (statistics[statistics.length - 1] - statistics[0]);
    double below = 0;
    for (double statistic : statistics) {
      if (Math.abs(statistic - value) <= same) {
        below += 0.5;
      } else if (statistic < value) {
        below += 1;
      }
    }
    // A bias without bound would leave an interval of one point.
    double least = 0.5 / statistics.length;
    return Math.min(Math.max(below / statistics.length, least), 1 - least);
  }

  /** The interval with these shares of the replicates outside. */
  private Estimate interval(double below, double above, long examples) {
    int n = statistics.length;
    int low = Math.min(Math.max(rank(n, below), 1), n);
    int high = Math.min(Math.max(rank(n, above), 1), n);
    return new Estimate(value, statistics[low - 1], statistics[n - high], examples);
  }

  /** The k of the k-th smallest or largest; what is lost to rounding must not cost a rank. */
  static int rank(int replicates, double share) {
    return (int) Math.floor((replicates + 1.0) * share + 1e-9);
  }
}
