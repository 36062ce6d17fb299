package io.fmops.sagemaker;

import io.fmops.aws.OneLine;
import org.jspecify.annotations.Nullable;

/** Makes a server's own words fit for a message: one line, not long, and no prompt in it. */
final class Words {

  private static final int MAX_LENGTH = 300;

  private Words() {}

  static String of(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String line = OneLine.of(text, Integer.MAX_VALUE, "");
    // Python servers that validate with pydantic show the offending input behind these words.
    for (String mark : new String[] {"'input':", "\"input\":", "input_value="}) {
      int at = line.indexOf(mark);
      if (at >= 0) {
        line = line.substring(0, at) + "...";
      }
    }
    return OneLine.of(line, MAX_LENGTH, "...");
  }

  /** The words behind a colon, or nothing if there are none. */
  static String after(String start, @Nullable String text) {
    String line = of(text);
    return line.isEmpty() ? start : start + ": " + line;
  }
}
