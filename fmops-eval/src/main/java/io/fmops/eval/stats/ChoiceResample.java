package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Choices of examples, or of clusters of examples, as their indices, and any statistic of them. */
final class ChoiceResample implements Resample {

  private final Clusters clusters;
  private final ToDoubleFunction<int[]> statistic;
  private final boolean single;
  private final int[] drawn;

  ChoiceResample(Clusters clusters, ToDoubleFunction<int[]> statistic) {
    this.clusters = clusters;
    this.statistic = statistic;
    this.single = clusters.largest() == 1;
    this.drawn = new int[clusters.count()];
  }

  @Override
  public double[] values() {
    int[] all = new int[clusters.examples()];
    Arrays.setAll(all, i -> i);
    return of(all);
  }

  private double[] of(int[] examples) {
    return new double[] {statistic.applyAsDouble(examples)};
  }

  @Override
  public long examples() {
    return clusters.examples();
  }

  @Override
  public double[] draw(SplittableRandom random) {
    int size = 0;
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = Bootstrap.draw(random, drawn.length);
      size += clusters.size(drawn[i]);
    }
    if (single) {
      return of(drawn);
    }
    int[] examples = new int[size];
    int position = 0;
    for (int cluster : drawn) {
      position = clusters.copy(cluster, examples, position);
    }
    return of(examples);
  }

  @Override
  public double[] accelerations(double[] values, SplittableRandom random, int limit) {
    int n = clusters.count();
    if (n < 2) {
      return new double[1];
    }
    Jackknife jackknife = new Jackknife(values);
    for (int i = 0; i < (n <= limit ? n : Jackknife.choice(limit)); i++) {
      jackknife.add(without(n <= limit ? i : Bootstrap.draw(random, n)), 1);
    }
    return jackknife.accelerations(n);
  }

  private double[] without(int cluster) {
    int[] rest = new int[clusters.examples() - clusters.size(cluster)];
    int size = 0;
    for (int i = 0; i < clusters.count(); i++) {
      if (i != cluster) {
        size = clusters.copy(i, rest, size);
      }
    }
    return of(rest);
  }
}
