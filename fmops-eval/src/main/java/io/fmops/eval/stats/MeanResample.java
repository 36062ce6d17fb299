package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers, or clusters of numbers, and their mean. */
final class MeanResample implements Resample {

  private final double[] sums;
  // Without clusters every size is one, and the array is not there.
  private final int[] sizes;
  private final double total;
  private final int examples;

  private MeanResample(double[] sums, int[] sizes, double total, int examples) {
    this.sums = sums;
    this.sizes = sizes;
    this.total = total;
    this.examples = examples;
  }

  /** Keeps the array. */
  static MeanResample of(double[] values) {
    return new MeanResample(values, new int[0], Arrays.stream(values).sum(), values.length);
  }

  static MeanResample of(double[] values, Clusters clusters) {
    double[] sums = new double[clusters.count()];
    int[] sizes = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = clusters.sum(i, values);
      sizes[i] = clusters.size(i);
    }
    return new MeanResample(sums, sizes, Arrays.stream(values).sum(), values.length);
  }

  @Override
  public double[] values() {
    return new double[] {total / examples};
  }

  @Override
  public long examples() {
    return examples;
  }

  @Override
  public double[] draw(SplittableRandom random) {
    return new double[] {mean(random)};
  }

  private double mean(SplittableRandom random) {
    int n = sums.length;
    double sum = 0;
    if (sizes.length == 0) {
      for (int i = 0; i < n; i++) {
        sum += sums[Bootstrap.draw(random, n)];
      }
      return sum / n;
    }
    long size = 0;
    for (int i = 0; i < n; i++) {
      int cluster = Bootstrap.draw(random, n);
      sum += sums[cluster];
      size += sizes[cluster];
    }
    return sum / size;
  }

  /** What the mean is without one of them follows from the sum, so all of them can be left out. */
  @Override
  public double[] accelerations(double[] values, SplittableRandom random, int limit) {
    Jackknife jackknife = new Jackknife(values);
    for (int i = 0; i < sums.length; i++) {
      jackknife.add(0, (total - sums[i]) / (examples - (sizes.length == 0 ? 1 : sizes[i])), 1);
    }
    return jackknife.accelerations(sums.length);
  }
}
