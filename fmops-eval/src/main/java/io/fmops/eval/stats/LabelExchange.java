package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Labels of two candidates; an exchange gives each the other's answers to a whole cluster. */
final class LabelExchange implements Exchange {

  private final LabelColumns columns;
  private final ToDoubleFunction<ConfusionMatrix> statistic;
  // Examples that both labelled alike have the same cell whatever is exchanged.
  private final long[][] alike;
  private final int[] different;
  private final int[] unitOf;
  private final int units;

  LabelExchange(
      LabelColumns columns, Clusters clusters, ToDoubleFunction<ConfusionMatrix> statistic) {
    this.columns = columns;
    this.statistic = statistic;
    this.alike = columns.counts();
    this.different =
        IntStream.range(0, clusters.examples()).filter(columns::differ).toArray();
    IntStream.range(0, clusters.examples())
        .filter(i -> !columns.differ(i))
        .forEach(i -> columns.count(alike, i, 0));
    int[] clusterOf = clusters.byExample();
    int[] numbers = new int[clusters.count()];
    this.unitOf = new int[different.length];
    int found = 0;
    for (int i = 0; i < different.length; i++) {
      int cluster = clusterOf[different[i]];
      if (numbers[cluster] == 0) {
        numbers[cluster] = ++found;
      }
      unitOf[i] = numbers[cluster] - 1;
    }
    this.units = found;
  }

  @Override
  public int units() {
    return units;
  }

  @Override
  public double difference(long[] exchanged) {
    return statistic(0, exchanged) - statistic(1, exchanged);
  }

  private double statistic(int candidate, long[] exchanged) {
    long[][] counts = columns.counts();
    for (int row = 0; row < counts.length; row++) {
      System.arraycopy(alike[row], 0, counts[row], 0, counts[row].length);
    }
    for (int i = 0; i < different.length; i++) {
      int other = (int) (exchanged[unitOf[i] >> 6] >>> unitOf[i] & 1);
      columns.count(counts, different[i], candidate ^ other);
    }
    return statistic.applyAsDouble(columns.matrix(counts));
  }

  @Override
  public double rounding() {
    return 1e-12;
  }
}
