package io.fmops.eval.baseline;

import io.fmops.text.Words;

/**
 * The tokens that these models count: a word of a language with spaces, a single character of one
 * without, or any other character that is no white space. Marks and joined emoji stay whole.
 */
final class Tokens {

  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Tokens() {}

  static long count(String text) {
    long count = 0;
    for (int i = spaceEnd(text, 0); i < text.length(); i = spaceEnd(text, tokenEnd(text, i))) {
      count++;
    }
    return count;
  }

  /** The index after so many tokens, or after fewer if there are no more. */
  static int end(String text, int from, int tokens) {
    int end = from;
    int i = spaceEnd(text, from);
    for (int n = 0; n < tokens && i < text.length(); n++) {
      end = tokenEnd(text, i);
      i = spaceEnd(text, end);
    }
    return end;
  }

  /** The index after the next token and the white space around it. */
  static int endWithSpace(String text, int from) {
    return spaceEnd(text, end(text, from, 1));
  }

  /** The index of the next character that is no white space, or the length of the text. */
  static int spaceEnd(String text, int from) {
    int i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int tokenEnd(String text, int from) {
    int first = text.codePointAt(from);
    boolean word = inWord(first);
    int i = from + Character.charCount(first);
    int before = first;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (!isMark(codePoint)
          && codePoint != ZERO_WIDTH_JOINER
          && before != ZERO_WIDTH_JOINER
          && !(word && inWord(codePoint))) {
        return i;
      }
      before = codePoint;
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static boolean inWord(int codePoint) {
    return Character.isLetterOrDigit(codePoint) && !Words.unspaced(codePoint);
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF); // the five tones of skin
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
