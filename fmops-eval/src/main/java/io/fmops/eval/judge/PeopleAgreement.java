package io.fmops.eval.judge;

import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How well two raters agree who rated the same things: coefficients with bootstrap intervals.
 * Coefficients that are not defined, because a rater always said the same, are empty; replicates in
 * which that happens count as the sample itself. Immutable.
 */
final class PeopleAgreement {

  private final double[] people;
  private final double[] judge;

  PeopleAgreement(double[] people, double[] judge) {
    this.people = people;
    this.judge = judge;
  }

  /**
   * Cohen's kappa with quadratic weights (J. Cohen, "Weighted kappa", 1968): one less the mean
   * squared difference over that of ratings drawn from both raters independently. It needs no
   * categories, so people's means of several ratings do.
   */
  Optional<Estimate> weightedKappa() {
    return estimate(indices -> quadraticKappa(at(people, indices), at(judge, indices)));
  }

  /** Cohen's kappa of equal or not (J. Cohen, "A coefficient of agreement...", 1960). */
  Optional<Estimate> kappa() {
    return estimate(indices -> nominalKappa(at(people, indices), at(judge, indices)));
  }

  /** The rank correlation (C. Spearman, 1904), equal values having their mean rank. */
  Optional<Estimate> spearman() {
    return estimate(indices -> pearson(ranks(at(people, indices)), ranks(at(judge, indices))));
  }

  private Optional<Estimate> estimate(Function<int[], OptionalDouble> coefficient) {
    return estimate(people.length, coefficient);
  }

  /** A statistic of a choice of examples, with its interval; empty if it is not defined. */
  static Optional<Estimate> estimate(int n, Function<int[], OptionalDouble> statistic) {
    OptionalDouble whole =
        n == 0 ? OptionalDouble.empty() : statistic.apply(IntStream.range(0, n).toArray());
    return whole.isEmpty()
        ? Optional.empty()
        : Optional.of(Bootstrap.DEFAULT.statistic(
            n, indices -> statistic.apply(indices).orElse(whole.getAsDouble())));
  }

  private static double[] at(double[] values, int[] indices) {
    double[] chosen = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = values[indices[i]];
    }
    return chosen;
  }

  static OptionalDouble quadraticKappa(double[] a, double[] b) {
    int n = a.length;
    double meanA = mean(a);
    double meanB = mean(b);
    double observed = 0;
    double chance = (meanA - meanB) * (meanA - meanB);
    for (int i = 0; i < n; i++) {
      observed += (a[i] - b[i]) * (a[i] - b[i]) / n;
      chance += ((a[i] - meanA) * (a[i] - meanA) + (b[i] - meanB) * (b[i] - meanB)) / n;
    }
    return chance <= 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - observed / chance);
  }

  static OptionalDouble nominalKappa(double[] a, double[] b) {
    int n = a.length;
    double[] categories = Arrays.stream(a).distinct().toArray();
    double equal = 0;
    double chance = 0;
    for (double category : categories) {
      int inA = 0;
      int inB = 0;
      for (int i = 0; i < n; i++) {
        inA += a[i] == category ? 1 : 0;
        inB += b[i] == category ? 1 : 0;
        equal += a[i] == category && b[i] == category ? 1 : 0;
      }
      chance += (double) inA / n * inB / n;
    }
    return chance >= 1
        ? OptionalDouble.empty()
        : OptionalDouble.of((equal / n - chance) / (1 - chance));
  }

  static OptionalDouble pearson(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double both = 0;
    double varianceA = 0;
    double varianceB = 0;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - meanA) * (b[i] - meanB);
      varianceA += (a[i] - meanA) * (a[i] - meanA);
      varianceB += (b[i] - meanB) * (b[i] - meanB);
    }
    return varianceA <= 0 || varianceB <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(both / Math.sqrt(varianceA * varianceB));
  }

  static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int first = first(sorted, values[i]);
      int last = first(sorted, Math.nextUp(values[i])) - 1;
      ranks[i] = (first + last) / 2.0 + 1;
    }
    return ranks;
  }

  /** Where the values begin that are not less. */
  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
