package io.fmops.eval.stats;

import java.util.Arrays;

/**
 * Numbers in the order of a dataset, one an example; {@link Double#NaN} stands where there is none.
 * Immutable and thread-safe.
 */
public final class Samples {

  private final double[] values;

  private Samples(double[] values) {
    this.values = values;
  }

  /**
   * Keeps a copy of numbers.
   *
   * @param values one number an example
   * @return the samples
   */
  public static Samples of(double... values) {
    return new Samples(values.clone());
  }

  /**
   * How many examples there are, those without a number included.
   *
   * @return the length
   */
  public int size() {
    return values.length;
  }

  /**
   * One example's number.
   *
   * @param index from 0
   * @return the number, or NaN
   */
  public double get(int index) {
    return values[index];
  }

  /**
   * The numbers that there are.
   *
   * @return a copy in the same order, without the NaNs
   */
  public double[] present() {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
  }
}
