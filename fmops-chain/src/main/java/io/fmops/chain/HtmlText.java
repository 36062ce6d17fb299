package io.fmops.chain;

import java.lang.Character.UnicodeScript;
import java.util.Optional;

/** Any text as text in an HTML page, in elements and in quoted attributes. Stateless. */
final class HtmlText {

  private HtmlText() {}

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        case '\r' -> out.append(i + 1 < text.length() && text.charAt(i + 1) == '\n' ? "" : "\n");
        default -> out.append(shown(text, i, c));
      }
    }
    return out.toString();
  }

  /**
   * HTML does not allow control characters, and UTF-8 no half of a pair; the two characters that
   * turn the direction of all that follows would show a text that nobody wrote.
   */
  private static char shown(String text, int at, char c) {
    boolean control = c < ' ' || (c >= 0x7f && c <= 0x9f) || (c & 0xfffe) == 0xfffe;
    boolean turns = c == '\u202d' || c == '\u202e';
    return control || turns || isHalf(text, at) ? '\ufffd' : c;
  }

  private static boolean isHalf(String text, int at) {
    if (Character.isHighSurrogate(text.charAt(at))) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(text.charAt(at))
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /**
   * The language, where the script tells it: browsers draw the same kanji in another way for
   * Chinese.
   */
  static Optional<String> language(String text) {
    int looked = Math.min(text.length(), 2_000);
    boolean korean = false;
    for (int i = 0; i < looked; i++) {
      UnicodeScript script = UnicodeScript.of(text.charAt(i));
      if (script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA) {
        return Optional.of("ja");
      }
      korean |= script == UnicodeScript.HANGUL;
    }
    return korean ? Optional.of("ko") : Optional.empty();
  }

  /** At the most so many characters, none of them cut in two. */
  static String shorten(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end) + "\u2026";
  }
}
