package io.fmops.eval.gate;

import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.util.Locale;

/** Figures as people read them, and texts of others made harmless for one line. */
final class Words {

  private static final char REPLACEMENT = '\uFFFD';

  private Words() {}

  /** Three decimals for what lies between 0 and 1; fewer for larger numbers. */
  static String number(double value) {
    double size = Math.abs(value);
    String pattern = size < 10 ? "%.3f" : size < 100 ? "%.2f" : size < 1000 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, pattern, value);
  }

  /** A limit as it was written, not rounded to what could be mistaken for another one. */
  static String limit(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  /** Such as {@code 0.823 [0.764, 0.869]}. */
  static String figure(Estimate estimate) {
    return "%s [%s, %s]"
        .formatted(number(estimate.value()), number(estimate.low()), number(estimate.high()));
  }

  static String difference(Estimate estimate) {
    return "%s [%s, %s]"
        .formatted(signed(estimate.value()), signed(estimate.low()), signed(estimate.high()));
  }

  static String percent(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String examples(long count) {
    return count(count) + (count == 1 ? " example" : " examples");
  }

  static String millis(double millis) {
    return millis >= 10_000
        ? String.format(Locale.ROOT, "%,.1f s", millis / 1000)
        : String.format(Locale.ROOT, millis >= 10 ? "%,.0f ms" : "%.2g ms", millis);
  }

  /**
   * A text on one line, cut between code points: line breaks become spaces; other controls, what
   * reorders a line, halves of surrogate pairs and noncharacters become U+FFFD.
   */
  static String line(String text, int characters) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      if (count++ == characters) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      shown.appendCodePoint(shown(c));
    }
    return shown.toString();
  }

  private static int shown(int c) {
    if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
      return ' ';
    }
    boolean reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    boolean noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return Character.isISOControl(c)
            || reorders
            || noncharacter
            || Character.getType(c) == Character.SURROGATE
        ? REPLACEMENT
        : c;
  }
}
