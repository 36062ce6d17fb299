package io.fmops.eval.judge;

import java.util.Objects;
import java.util.Optional;

/**
 * What could be made of a judge's text. Immutable.
 *
 * @param value what it says; of several things asked for, perhaps not all
 * @param problem what could not be read, and why; absent if all is there
 * @param reason the judge's reason in words, empty if it gave none
 */
record Reading<T>(Optional<T> value, Optional<String> problem, String reason) {

  Reading {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(reason, "reason");
  }

  static <T> Reading<T> of(T value, String reason) {
    return new Reading<>(Optional.of(value), Optional.empty(), reason);
  }

  static <T> Reading<T> unreadable(String why) {
    return new Reading<>(Optional.empty(), Optional.of(why), "");
  }
}
