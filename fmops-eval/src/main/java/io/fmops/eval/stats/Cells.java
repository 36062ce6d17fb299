package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The cells of a confusion matrix, to be drawn with the probability of their counts. A draw takes
 * constant time by the alias method in M. D. Vose's form ("A linear algorithm for generating random
 * numbers with a given distribution", 1991).
 */
final class Cells {

  private final List<String> labels;
  private final int columns;
  private final long total;
  // Draws hit a slot evenly; the slot gives its own cell with its share, and else its alias's.
  private final int[] cells;
  private final double[] share;
  private final int[] alias;

  private Cells(List<String> labels, long[] counts, long total) {
    this.labels = labels;
    this.columns = labels.size() + 1;
    this.total = total;
    // Only cells that have a count, so that rounding can never draw one that has none.
    this.cells = IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    int size = cells.length;
    this.share = new double[size];
    this.alias = new int[size];
    int[] small = new int[size];
    int[] large = new int[size];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < size; i++) {
      share[i] = (double) counts[cells[i]] * size / total;
      alias[i] = i;
      if (share[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[larges - 1];
      alias[less] = more;
      share[more] -= 1 - share[less];
      if (share[more] < 1) {
        small[smalls++] = more;
        larges--;
      }
    }
    // What rounding left over is full.
    while (larges > 0) {
      share[large[--larges]] = 1;
    }
    while (smalls > 0) {
      share[small[--smalls]] = 1;
    }
  }

  static Cells of(ConfusionMatrix matrix) {
    List<String> labels = matrix.labels();
    int columns = labels.size() + 1;
    long[] counts = new long[labels.size() * columns];
    for (int i = 0; i < counts.length; i++) {
      int column = i % columns;
      String predicted = column == labels.size() ? Score.Label.NO_LABEL : labels.get(column);
      counts[i] = matrix.count(labels.get(i / columns), predicted);
    }
    return new Cells(labels, counts, matrix.total());
  }

  /** A matrix of as many draws as there were pairs. */
  ConfusionMatrix draw(SplittableRandom random) {
    long[] drawn = new long[cells.length];
    for (long i = 0; i < total; i++) {
      int slot = Bootstrap.draw(random, cells.length);
      drawn[random.nextDouble() < share[slot] ? slot : alias[slot]]++;
    }
    long[][] counts = new long[labels.size()][columns];
    for (int i = 0; i < cells.length; i++) {
      counts[cells[i] / columns][cells[i] % columns] = drawn[i];
    }
    return ConfusionMatrix.of(labels, counts);
  }
}
