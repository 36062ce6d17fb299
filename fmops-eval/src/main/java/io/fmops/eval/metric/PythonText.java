package io.fmops.eval.metric;

import java.util.Locale;

/**
 * White space and small letters as Python's {@code str} has them, since the reference
 * implementations are written in it. Thread-safe.
 */
final class PythonText {

  private static final char CAPITAL_SIGMA = 'Σ';

  private PythonText() {}

  /** What {@code str.isspace} and {@code str.split} take for white space. */
  static boolean isSpace(int c) {
    if (c < 0x80) {
      return c <= ' ' && (c >= 0x1C || (c >= '\t' && c <= '\r'));
    }
    return switch (c) {
      case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }

  /** {@code str.rstrip}. */
  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** {@code str.strip}. */
  static String strip(String text) {
    int begin = 0;
    while (begin < text.length() && isSpace(text.charAt(begin))) {
      begin++;
    }
    return stripEnd(text.substring(begin));
  }

  /** The words of {@code str.split}: whatever stands between white space. */
  static void words(String text, Vocabulary tokens) {
    int begin = -1;
    for (int i = 0; i < text.length(); i++) {
      if (isSpace(text.charAt(i))) {
        if (begin >= 0) {
          tokens.add(text, begin, i);
          begin = -1;
        }
      } else if (begin < 0) {
        begin = i;
      }
    }
    if (begin >= 0) {
      tokens.add(text, begin, text.length());
    }
  }

  /**
   * {@code str.lower}, in time linear in the text. {@link String#toLowerCase} is the same, but
   * looks at much of the text again for every capital sigma.
   */
  static String lower(String text) {
    if (text.indexOf(CAPITAL_SIGMA) < 0) {
      return text.toLowerCase(Locale.ROOT);
    }
    boolean[] casedAfter = new boolean[text.length()];
    boolean cased = false;
    for (int i = text.length(); i > 0; ) {
      int c = text.codePointBefore(i);
      i -= Character.charCount(c);
      casedAfter[i] = cased;
      cased = isCased(c) || (cased && isIgnored(c));
    }
    StringBuilder lower = new StringBuilder(text.length());
    cased = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == CAPITAL_SIGMA) {
        lower.append(cased && !casedAfter[i] ? 'ς' : 'σ');
      } else if (c == 'İ') {
        lower.append("i\u0307");
      } else {
        lower.appendCodePoint(Character.toLowerCase(c));
      }
      cased = isCased(c) || (cased && isIgnored(c));
      i += Character.charCount(c);
    }
    return lower.toString();
  }

  private static boolean isCased(int c) {
    return !isIgnored(c)
        && (Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** Characters through which one looks for letters beside a sigma. */
  private static boolean isIgnored(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL -> true;
      default -> "'.:··՟״‘’․‧︓﹒﹕＇．：".indexOf(c) >= 0;
    };
  }
}
