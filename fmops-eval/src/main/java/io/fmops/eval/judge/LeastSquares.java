package io.fmops.eval.judge;

import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Ordinary least squares: how much a value changes with one column while the others stay.
 * Immutable.
 */
final class LeastSquares {

  /** A pivot below this part of the column's own size is rounding. */
  private static final double NOTHING = 1e-10;

  private final double[] values;
  private final List<double[]> columns;
  private final boolean intercept;

  private LeastSquares(double[] values, List<double[]> columns, boolean intercept) {
    this.values = values;
    this.columns = List.copyOf(columns);
    this.intercept = intercept;
  }

  /** Values that have a level of their own. */
  static LeastSquares withIntercept(double[] values, List<double[]> columns) {
    return new LeastSquares(values, columns, true);
  }

  /** Values that are zero where all columns are. */
  static LeastSquares throughZero(double[] values, List<double[]> columns) {
    return new LeastSquares(values, columns, false);
  }

  /**
   * The coefficient of a column with its bootstrap interval; empty if the values do not determine
   * it. A replicate that does not counts as the sample itself.
   */
  Optional<Estimate> effect(double[] column) {
    int position = columns.indexOf(column);
    OptionalDouble whole =
        coefficient(position, IntStream.range(0, values.length).toArray());
    return whole.isEmpty()
        ? Optional.empty()
        : Optional.of(Bootstrap.DEFAULT.statistic(
            values.length, indices -> coefficient(position, indices).orElse(whole.getAsDouble())));
  }

  /** The coefficient of a column over some examples; empty if they do not determine it. */
  OptionalDouble coefficient(int column, int[] indices) {
    int size = columns.size();
    double[] means = new double[size];
    double mean = 0;
    for (int index : intercept ? indices : new int[0]) {
      mean += values[index] / indices.length;
      for (int c = 0; c < size; c++) {
        means[c] += columns.get(c)[index] / indices.length;
      }
    }
    double[][] matrix = new double[size][size + 1];
    for (int index : indices) {
      for (int r = 0; r < size; r++) {
        double x = columns.get(r)[index] - means[r];
        for (int c = 0; c < size; c++) {
          matrix[r][c] += x * (columns.get(c)[index] - means[c]);
        }
        matrix[r][size] += x * (values[index] - mean);
      }
    }
    return solve(matrix, column);
  }

  /** Gauss and Jordan; the matrix is symmetric and not negative, so pivots stay on the diagonal. */
  private static OptionalDouble solve(double[][] matrix, int wanted) {
    int size = matrix.length;
    double[] sizes = new double[size];
    for (int i = 0; i < size; i++) {
      sizes[i] = matrix[i][i];
    }
    for (int pivot = 0; pivot < size; pivot++) {
      double divisor = matrix[pivot][pivot];
      if (!(divisor > NOTHING * sizes[pivot]) || sizes[pivot] <= 0) {
        return OptionalDouble.empty();
      }
      for (int c = 0; c <= size; c++) {
        matrix[pivot][c] /= divisor;
      }
      for (int r = 0; r < size; r++) {
        double factor = matrix[r][pivot];
        if (r != pivot && factor != 0) {
          for (int c = 0; c <= size; c++) {
            matrix[r][c] -= factor * matrix[pivot][c];
          }
        }
      }
    }
    return OptionalDouble.of(matrix[wanted][size]);
  }
}
