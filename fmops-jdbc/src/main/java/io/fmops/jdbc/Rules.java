package io.fmops.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a database asks for beside what every store does. Stateless. */
final class Rules {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Rules() {}

  static void limit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be 1 or more");
    }
  }

  /** A moment in whole milliseconds, because databases would round it otherwise. */
  static Instant time(String what, Instant time) {
    Instant cut = time.truncatedTo(ChronoUnit.MILLIS);
    if (cut.isBefore(FIRST) || cut.isAfter(LAST)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be in the years 1 to 9999".formatted(what, time));
    }
    return cut;
  }
}
