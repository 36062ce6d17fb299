package io.fmops.eval.run;

import java.util.Arrays;

/** Numbers of which nobody knows beforehand how many there will be. Not thread-safe. */
final class Growing {

  private double[] values = new double[64];
  private int size;

  /** Sets a number and fills the gap before it with NaN. */
  void set(int index, double value) {
    if (index >= values.length) {
      values = Arrays.copyOf(values, Math.max(index + 1, values.length * 2));
    }
    if (index > size) {
      Arrays.fill(values, size, index, Double.NaN);
    }
    values[index] = value;
    size = Math.max(size, index + 1);
  }

  /** All numbers up to a length, NaN where none was set. */
  double[] toLength(int length) {
    double[] copy = Arrays.copyOf(values, length);
    if (length > size) {
      Arrays.fill(copy, size, length, Double.NaN);
    }
    return copy;
  }
}
