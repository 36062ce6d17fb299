package io.fmops.eval.stats;

import java.util.Arrays;

/** What is wrong with numbers is said in the same words everywhere. */
final class Checks {

  private Checks() {}

  static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the value " + value + " is not finite");
    }
    return value;
  }

  static void inside(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must lie between 0 and 1");
    }
  }

  static void paired(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException(
          "%d and %d values cannot be paired; both must be of the same examples".formatted(a, b));
    }
  }

  static double[] differences(double[] a, double[] b) {
    paired(a.length, b.length);
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    return differences;
  }
}
