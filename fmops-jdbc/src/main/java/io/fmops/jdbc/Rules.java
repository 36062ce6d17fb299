package io.fmops.jdbc;

import io.fmops.prompt.PromptName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.regex.Pattern;

/** What the stores check before they touch the database. Stateless. */
final class Rules {

  private static final int MAX_TEXT = 1_000_000;
  private static final int MAX_NAMES = 1_000;
  private static final Pattern HASH_PREFIX = Pattern.compile("[0-9a-f]{4,64}");
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Rules() {}

  static String name(String name) {
    return PromptName.check(name);
  }

  static String label(String label) {
    return PromptName.checkLabel(label);
  }

  static void text(String name, String text) {
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("the text of %s has %,d chars; 1 to %,d can be stored"
          .formatted(name, text.length(), MAX_TEXT));
    }
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      throw new IllegalArgumentException(
          "the text of %s has U+0000 at index %d, which PostgreSQL cannot keep"
              .formatted(name, zero));
    }
  }

  static void hashPrefix(String prefix) {
    if (!HASH_PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "the beginning of a hash is a text of %d characters; expected 4 to 64 of 0-9 and a-f"
              .formatted(prefix.length()));
    }
  }

  static void limit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be 1 or more");
    }
  }

  static Collection<String> names(Collection<String> names) {
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "revisions of %,d names; %,d at once are the most".formatted(names.size(), MAX_NAMES));
    }
    names.forEach(Rules::name);
    return names;
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
