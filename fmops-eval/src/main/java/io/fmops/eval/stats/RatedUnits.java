package io.fmops.eval.stats;

import java.util.Arrays;

/**
 * The units that at least two raters rated, with their ratings as numbers of places among all the
 * different ratings in ascending order.
 */
final class RatedUnits {

  /** The different ratings in ascending order. */
  final double[] levels;

  /** For each unit the places of its ratings in {@link #levels}. */
  final int[][] units;

  RatedUnits(Ratings ratings) {
    double[][] rated = new double[ratings.units()][];
    Arrays.setAll(rated, ratings::ofUnit);
    rated = Arrays.stream(rated).filter(unit -> unit.length > 1).toArray(double[][]::new);
    this.levels = Arrays.stream(rated)
        .flatMapToDouble(Arrays::stream)
        .map(value -> value + 0.0) // so that the two zeros are one level
        .sorted()
        .distinct()
        .toArray();
    this.units = new int[rated.length][];
    for (int i = 0; i < rated.length; i++) {
      units[i] = Arrays.stream(rated[i])
          .mapToInt(value -> Arrays.binarySearch(levels, value + 0.0))
          .toArray();
    }
  }

  /** How often each level was given to these units. */
  long[] counts(int[] chosen) {
    long[] counts = new long[levels.length];
    for (int unit : chosen) {
      for (int level : units[unit]) {
        counts[level]++;
      }
    }
    return counts;
  }
}
