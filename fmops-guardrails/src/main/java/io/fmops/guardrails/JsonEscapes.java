package io.fmops.guardrails;

/** The escapes of JSON's strings (RFC 8259, section 7) in any text. Stateless. */
final class JsonEscapes {

  private static final String LETTERS = "\"\\/bfnrt";
  private static final String CHARS = "\"\\/\b\f\n\r\t";

  private JsonEscapes() {}

  /** The text with each escape, wherever it stands, put into what it means; others stay. */
  static String decoded(String text) {
    int at = text.indexOf('\\');
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (at >= 0 && at + 1 < text.length()) {
      int end = at + 2;
      int meant = LETTERS.indexOf(text.charAt(at + 1));
      int code = meant >= 0 ? CHARS.charAt(meant) : -1;
      if (text.charAt(at + 1) == 'u') {
        end = at + 6;
        code = hex(text, at + 2);
      }
      if (code >= 0) {
        out.append(text, done, at).append((char) code);
        done = end;
      }
      at = text.indexOf('\\', code >= 0 ? end : at + 1);
    }
    return out.append(text, done, text.length()).toString();
  }

  private static int hex(String text, int from) {
    if (from + 4 > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
