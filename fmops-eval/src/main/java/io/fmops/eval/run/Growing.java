package io.fmops.eval.run;

import java.util.Arrays;

/**
 * Numbers of which nobody knows beforehand how many there will be; what comes twice for one index
 * becomes a mean. Not thread-safe.
 */
final class Growing {

  private double[] sums = new double[64];
  private int[] counts = new int[64];

  void add(int index, double value) {
    if (index >= sums.length) {
      int size = Math.max(index + 1, sums.length * 2);
      sums = Arrays.copyOf(sums, size);
      counts = Arrays.copyOf(counts, size);
    }
    sums[index] += value;
    counts[index]++;
  }

  /** All means up to a length, NaN where no number came. */
  double[] toLength(int length) {
    double[] means = new double[length];
    for (int i = 0; i < length; i++) {
      means[i] = i < sums.length && counts[i] > 0 ? sums[i] / counts[i] : Double.NaN;
    }
    return means;
  }
}
