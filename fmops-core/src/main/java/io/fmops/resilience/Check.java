package io.fmops.resilience;

import java.time.Duration;

/** Ranges of what builders are given. */
final class Check {

  /** Nobody waits longer, and sums of nanoseconds do not overflow. */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Check() {}

  static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d; it must be at least 1".formatted(name, value));
    }
    return value;
  }

  static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("%s is %d; it must be 0 or more".formatted(name, value));
    }
    return value;
  }

  static double share(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be above 0 and at most 1".formatted(name, value));
    }
    return value;
  }

  static Duration aboveZero(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("%s is %s; it must be above zero".formatted(name, value));
    }
    return value.compareTo(LONGEST) > 0 ? LONGEST : value;
  }

  static Duration notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          "%s is %s; it must not be negative".formatted(name, value));
    }
    return value.compareTo(LONGEST) > 0 ? LONGEST : value;
  }
}
