package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrects p-values for having made many comparisons: of twenty candidates that are all alike, one
 * differs from a baseline at 5 % by chance. An adjusted p-value is compared with the level as any
 * other.
 */
public enum Correction {
  /** None, where there is one question only. */
  NONE {
    @Override
    double[] ascending(double[] sorted) {
      return sorted;
    }
  },

  /**
   * Holm's step-down method: whatever depends on what, the probability of one false finding or more
   * among all is at most the level (S. Holm, "A simple sequentially rejective multiple test
   * procedure", 1979). For decisions where each finding has to hold.
   */
  HOLM {
    @Override
    double[] ascending(double[] sorted) {
      double[] adjusted = new double[sorted.length];
      double largest = 0;
      for (int i = 0; i < sorted.length; i++) {
        largest = Math.max(largest, Math.min(1, (sorted.length - i) * sorted[i]));
        adjusted[i] = largest;
      }
      return adjusted;
    }
  },

  /**
   * Benjamini and Hochberg's step-up method: at most a share of the findings, the level, is false
   * on average (Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", 1995). It
   * finds more than Holm's, and suits screening, such as many slices. It assumes that the tests are
   * independent of each other or lean in the same direction, as comparisons with one baseline do.
   */
  BENJAMINI_HOCHBERG {
    @Override
    double[] ascending(double[] sorted) {
      double[] adjusted = new double[sorted.length];
      double smallest = 1;
      for (int i = sorted.length - 1; i >= 0; i--) {
        // The factor first: it is never less than 1, so nothing falls below what it was.
        double factor = (double) sorted.length / (i + 1);
        smallest = Math.min(smallest, factor * sorted[i]);
        adjusted[i] = smallest;
      }
      return adjusted;
    }
  };

  /** Adjusts p-values in ascending order; what is returned ascends too. */
  abstract double[] ascending(double[] sorted);

  /**
   * Adjusts p-values.
   *
   * @param pValues numbers from 0 to 1, one a comparison; all comparisons that were made, and not
   *     only those that look interesting
   * @return the adjusted ones in the same order: none is less than it was, none is more than 1, and
   *     their ranking is the same
   * @throws IllegalArgumentException if a number is out of its range
   */
  public double[] adjust(double... pValues) {
    for (double p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("the p-value is " + p + "; it must be 0 to 1");
      }
    }
    int[] order = IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i]))
        .mapToInt(Integer::intValue)
        .toArray();
    double[] sorted =
        ascending(Arrays.stream(order).mapToDouble(i -> pValues[i]).toArray());
    double[] adjusted = new double[pValues.length];
    for (int i = 0; i < order.length; i++) {
      adjusted[order[i]] = sorted[i];
    }
    return adjusted;
  }
}
