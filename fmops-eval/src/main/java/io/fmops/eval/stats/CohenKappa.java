package io.fmops.eval.stats;

import java.util.function.ToDoubleFunction;

/**
 * Cohen's kappa as one less the observed disagreement through the one that chance expects. The
 * expected one is found from the raters' distributions without a table of all pairs, so time grows
 * with the number of units and levels only.
 */
final class CohenKappa implements ToDoubleFunction<int[]> {

  private final RatedUnits rated;
  private final Agreement.Weights weights;

  CohenKappa(RatedUnits rated, Agreement.Weights weights) {
    this.rated = rated;
    this.weights = weights;
  }

  @Override
  public double applyAsDouble(int[] chosen) {
    double[] first = new double[rated.levels.length];
    double[] second = new double[rated.levels.length];
    double observed = 0;
    boolean alike = true;
    int any = rated.units[chosen[0]][0];
    for (int unit : chosen) {
      int a = rated.units[unit][0];
      int b = rated.units[unit][1];
      first[a]++;
      second[b]++;
      alike &= a == any && b == any;
      observed += disagreement(rated.levels[a] - rated.levels[b]);
    }
    double n = chosen.length;
    return alike ? Double.NaN : 1 - observed / n / expected(first, second, n);
  }

  private double disagreement(double distance) {
    return switch (weights) {
      case UNWEIGHTED -> distance == 0 ? 0 : 1;
      case LINEAR -> Math.abs(distance);
      case QUADRATIC -> distance * distance;
    };
  }

  private double expected(double[] first, double[] second, double n) {
    return switch (weights) {
      case UNWEIGHTED -> unequal(first, second, n);
      case LINEAR -> distance(first, second, n);
      case QUADRATIC -> squaredDistance(first, second, n);
    };
  }

  private static double unequal(double[] first, double[] second, double n) {
    double equal = 0;
    for (int level = 0; level < first.length; level++) {
      equal += first[level] * second[level];
    }
    return (n * n - equal) / (n * n);
  }

  /** Between two levels lie those pairs of which one is below and the other above. */
  private double distance(double[] first, double[] second, double n) {
    double below = 0;
    double otherBelow = 0;
    double sum = 0;
    for (int level = 0; level + 1 < first.length; level++) {
      below += first[level];
      otherBelow += second[level];
      sum += (rated.levels[level + 1] - rated.levels[level])
          * (below * (n - otherBelow) + otherBelow * (n - below));
    }
    return sum / (n * n);
  }

  /** The variances and the squared difference of the means. */
  private double squaredDistance(double[] first, double[] second, double n) {
    double mean = mean(first, n);
    double otherMean = mean(second, n);
    double sum = 0;
    for (int level = 0; level < first.length; level++) {
      double deviation = rated.levels[level] - mean;
      double otherDeviation = rated.levels[level] - otherMean;
      sum += first[level] * deviation * deviation + second[level] * otherDeviation * otherDeviation;
    }
    return sum / n + (mean - otherMean) * (mean - otherMean);
  }

  private double mean(double[] counts, double n) {
    double sum = 0;
    for (int level = 0; level < counts.length; level++) {
      sum += counts[level] * rated.levels[level];
    }
    return sum / n;
  }
}
