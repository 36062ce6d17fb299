package io.fmops.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in the form in which a database can keep it. Stateless. */
final class Encoded {

  /** "Data link escape"; no text that people or JSON write has it. */
  private static final char ESCAPE = '\u0010';

  private static final Pattern ESCAPED = Pattern.compile(ESCAPE + "([0-9A-F]{4})");

  private Encoded() {}

  /**
   * Any text as one of whole characters without U+0000, which PostgreSQL does not take: those, and
   * U+0010, become U+0010 and four hexadecimal digits. Nearly all texts stay as they are.
   */
  static String text(String text) {
    int length = text.length();
    int i = 0;
    while (i < length) {
      int c = text.codePointAt(i);
      if (unkept(c)) {
        return escaped(text, i);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
    text.codePoints().skip(text.codePointCount(0, from)).forEach(c -> {
      if (unkept(c)) {
        escaped.append(ESCAPE).append("%04X".formatted(c));
      } else {
        escaped.appendCodePoint(c);
      }
    });
    return escaped.toString();
  }

  private static boolean unkept(int c) {
    return c == 0 || c == ESCAPE || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** The text that was encoded. */
  static String decoded(String text) {
    return text.indexOf(ESCAPE) < 0
        ? text
        : ESCAPED
            .matcher(text)
            .replaceAll(escape -> Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  /** What tells texts apart and puts them in the order of Java, in any database. */
  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_16BE);
  }
}
