package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Features;
import java.util.Arrays;

/**
 * Rows to learn from as numbers: columns are the kept features, and behind them one for each group
 * of rows whose share of toxic ones means nothing. A feature's value is what the model makes of it,
 * its count over the root of the number of the block's, times a scale that the model does not know:
 * a weight has to be multiplied by it. Not thread-safe.
 */
final class Matrix {

  private static final int C = Trainer.CATEGORIES_COUNT;

  private final int[] starts;
  private final int columns;
  private int[] column = new int[1 << 20];
  private float[] value = new float[1 << 20];
  private final double[] sums = new double[C];

  /**
   * A matrix.
   *
   * @param data all rows
   * @param order which of them are there
   * @param columnOf by feature its column, or -1
   * @param scales by feature
   * @param damping added to the number of features of a block before it divides their sum
   * @param groups by row of {@code order}, the column of its group, or -1
   * @param groupValue the value in that column
   */
  Matrix(
      Dataset data,
      int[] order,
      int[] columnOf,
      float[] scales,
      float damping,
      int[] groups,
      float groupValue) {
    starts = new int[order.length + 1];
    int most = 0;
    int size = 0;
    for (int i = 0; i < order.length; i++) {
      int from = data.starts[order[i]];
      int to = data.starts[order[i] + 1];
      if (column.length < size + to - from + 1) {
        column = Arrays.copyOf(column, (size + to - from + 1) * 3 / 2);
        value = Arrays.copyOf(value, column.length);
      }
      float[] shares = shares(data, from, to, damping);
      int[] sorted = Arrays.copyOfRange(data.features, from, to);
      Arrays.sort(sorted);
      for (int k = 0; k < sorted.length; k++) {
        int f = sorted[k];
        if (columnOf[f] < 0) {
          continue;
        }
        float v = scales[f] * shares[data.blocks[f]];
        if (k > 0 && sorted[k - 1] == f) {
          value[size - 1] += v;
        } else {
          column[size] = columnOf[f];
          value[size++] = v;
          most = Math.max(most, columnOf[f]);
        }
      }
      if (groups[i] >= 0) {
        column[size] = groups[i];
        value[size++] = groupValue;
        most = Math.max(most, groups[i]);
      }
      starts[i + 1] = size;
    }
    columns = most + 1;
  }

  private static float[] shares(Dataset data, int from, int to, float damping) {
    int[] counts = new int[Features.BLOCKS];
    for (int i = from; i < to; i++) {
      counts[data.blocks[data.features[i]]]++;
    }
    float[] shares = new float[Features.BLOCKS];
    for (int b = 0; b < shares.length; b++) {
      shares[b] = (float) (1 / Math.sqrt(counts[b] + damping));
    }
    return shares;
  }

  int columns() {
    return columns;
  }

  /** The sum of squares of a row's values. */
  double square(int r) {
    double square = 0;
    for (int i = starts[r]; i < starts[r + 1]; i++) {
      square += (double) value[i] * value[i];
    }
    return square;
  }

  /** By category, the sum of a row's values times their weights, until the next call. */
  double[] sums(int r, float[] weights) {
    Arrays.fill(sums, 0);
    for (int i = starts[r]; i < starts[r + 1]; i++) {
      int at = column[i] * C;
      for (int c = 0; c < C; c++) {
        sums[c] += (double) weights[at + c] * value[i];
      }
    }
    return sums;
  }

  /** Adds a row's values, times a factor a category, to the weights. */
  void add(int r, double[] factors, float[] weights) {
    for (int i = starts[r]; i < starts[r + 1]; i++) {
      int at = column[i] * C;
      for (int c = 0; c < C; c++) {
        weights[at + c] += (float) (factors[c] * value[i]);
      }
    }
  }
}
