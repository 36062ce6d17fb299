package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The cells of a confusion matrix, drawn with the probability of their counts: the same as drawing
 * the rows that were counted, which are not needed then.
 */
final class CellResample implements Resample {

  private final ConfusionMatrix matrix;
  private final List<ToDoubleFunction<ConfusionMatrix>> statistics;
  private final List<String> labels;
  private final int columns;
  private final long[] counts;
  private final AliasTable cells;

  CellResample(ConfusionMatrix matrix, List<ToDoubleFunction<ConfusionMatrix>> statistics) {
    this.matrix = matrix;
    this.statistics = statistics;
    this.labels = matrix.labels();
    this.columns = labels.size() + 1;
    this.counts = new long[labels.size() * columns];
    for (int i = 0; i < counts.length; i++) {
      int column = i % columns;
      String predicted = column == labels.size() ? Score.Label.NO_LABEL : labels.get(column);
      counts[i] = matrix.count(labels.get(i / columns), predicted);
    }
    this.cells = new AliasTable(counts);
  }

  @Override
  public double[] values() {
    return of(matrix);
  }

  @Override
  public long examples() {
    return matrix.total();
  }

  @Override
  public double[] draw(SplittableRandom random) {
    long[] drawn = new long[counts.length];
    for (long i = 0; i < matrix.total(); i++) {
      drawn[cells.draw(random)]++;
    }
    return of(drawn);
  }

  /** Rows of one cell are alike, so it is enough to leave out one of each cell. */
  @Override
  public double[] accelerations(double[] values, SplittableRandom random, int limit) {
    Jackknife jackknife = new Jackknife(values);
    int[] chosen = cells.choose(random, limit);
    boolean all = chosen.length == cells.size();
    long[] rest = counts.clone();
    for (int cell : chosen) {
      rest[cell]--;
      jackknife.add(of(rest), all ? (double) counts[cell] : 1);
      rest[cell]++;
    }
    return jackknife.accelerations((double) matrix.total());
  }

  private double[] of(long[] cellCounts) {
    long[][] rows = new long[labels.size()][columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(cellCounts, row * columns, rows[row], 0, columns);
    }
    return of(ConfusionMatrix.of(labels, rows));
  }

  private double[] of(ConfusionMatrix counted) {
    double[] values = new double[statistics.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = statistics.get(k).applyAsDouble(counted);
    }
    return values;
  }
}
