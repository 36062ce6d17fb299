package io.fmops.sagemaker;

import org.jspecify.annotations.Nullable;

/** Makes a server's own words fit for a message: one line, not long, and no prompt in it. */
final class OneLine {

  private static final int MAX_LENGTH = 300;

  private OneLine() {}

  static String of(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    // Python servers that validate with pydantic show the offending input behind these words.
    for (String mark : new String[] {"'input':", "\"input\":", "input_value="}) {
      int at = line.indexOf(mark);
      if (at >= 0) {
        line = line.substring(0, at) + "...";
      }
    }
    if (line.length() > MAX_LENGTH) {
      int end = line.offsetByCodePoints(0, line.codePointCount(0, MAX_LENGTH));
      line = line.substring(0, end) + "...";
    }
    return line;
  }

  /** The words behind a colon, or nothing if there are none. */
  static String after(String start, @Nullable String text) {
    String line = of(text);
    return line.isEmpty() ? start : start + ": " + line;
  }
}
