package io.fmops.guardrails;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Puts the originals back for their placeholders in a text that grows. Holds back what may be the
 * beginning of a placeholder and nothing else. Not thread-safe.
 */
final class Restorer {

  private final Map<String, String> originals;
  private final UnaryOperator<String> written;
  private final int longest;
  private String held = "";

  /**
   * Restores.
   *
   * @param originals by placeholder; each begins with a square bracket and ends with one
   * @param written how an original is written into the text, such as with JSON's escapes
   */
  Restorer(Map<String, String> originals, UnaryOperator<String> written) {
    this.originals = Map.copyOf(originals);
    this.written = written;
    longest = originals.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** One that leaves every placeholder as it is. */
  static Restorer none() {
    return new Restorer(Map.of(), UnaryOperator.identity());
  }

  private Restorer(Restorer other) {
    originals = other.originals;
    written = other.written;
    longest = other.longest;
  }

  /** One for another text, with the same originals. */
  Restorer fresh() {
    return new Restorer(this);
  }

  /** Adds text; gives what is sure. */
  String add(String more) {
    if (longest == 0) {
      return more;
    }
    String text = held + more;
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (true) {
      int bracket = text.indexOf('[', done);
      if (bracket < 0) {
        held = "";
        return out.append(text, done, text.length()).toString();
      }
      out.append(text, done, bracket);
      int close = close(text, bracket);
      if (close < 0 && text.length() - bracket < longest) {
        held = text.substring(bracket);
        return out.toString();
      }
      String original = close < 0 ? null : originals.get(text.substring(bracket, close + 1));
      out.append(original == null ? "[" : written.apply(original));
      done = original == null ? bracket + 1 : close + 1;
    }
  }

  /** The end of what may be a placeholder, or -1; looks no further than the longest one reaches. */
  private int close(String text, int bracket) {
    int end = Math.min(text.length(), bracket + longest);
    for (int i = bracket + 1; i < end; i++) {
      if (text.charAt(i) == ']') {
        return i;
      }
      if (text.charAt(i) == '[') {
        return -1;
      }
    }
    return -1;
  }

  /** The text has ended; gives the rest. */
  String end() {
    String rest = held;
    held = "";
    return rest;
  }

  /** A text that is there at once, restored. */
  String whole(String text) {
    return add(text) + end();
  }
}
