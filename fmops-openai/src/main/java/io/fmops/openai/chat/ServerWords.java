package io.fmops.openai.chat;

import org.jspecify.annotations.Nullable;

/** Makes a server's own words fit for a message: one line, not long, and no prompt in it. */
public final class ServerWords {

  private static final int MAX_LENGTH = 300;

  private ServerWords() {}

  /**
   * The words as they may stand in a message.
   *
   * @param text what a server said, or null if it said nothing
   * @return one line of at most some 300 characters, possibly empty
   */
  public static String of(@Nullable String text) {
    if (text == null) {
      return "";
    }
    // A page of a proxy's; its title says what the rest says.
    String plain = text.stripLeading().startsWith("<")
        ? text.replaceAll("(?is)<(style|script)\\b.*?(</\\1>|$)|<[^>]*>", " ")
        : text;
    String line = plain.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    // Python servers that validate with pydantic show the offending input behind these words.
    for (String mark : new String[] {"'input':", "\"input\":", "input_value="}) {
      int at = line.indexOf(mark);
      if (at >= 0) {
        line = line.substring(0, at) + "...";
      }
    }
    if (line.length() <= MAX_LENGTH) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return line.substring(0, end) + "...";
  }

  /**
   * A message that ends with a server's words.
   *
   * @param start what comes before the colon
   * @param text what the server said, or null if it said nothing
   * @return the start alone if there are no words
   */
  public static String after(String start, @Nullable String text) {
    String line = of(text);
    return line.isEmpty() ? start : start + ": " + line;
  }
}
