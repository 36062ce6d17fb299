package io.fmops.guardrails;

/** Where a grapheme begins and ends, as far as Unicode's common cases go. Stateless. */
final class Graphemes {

  static final int ZERO_WIDTH_JOINER = 0x200D;

  private Graphemes() {}

  /** The beginning of the grapheme that a place is in, but not before {@code least}. */
  static int start(CharSequence text, int place, int least) {
    int at = place;
    if (at > least
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1))) {
      at--;
    }
    while (at > least && at < text.length() && extend(Character.codePointAt(text, at))) {
      at -= Character.charCount(Character.codePointBefore(text, at));
    }
    return Math.max(at, least);
  }

  /** The end of the grapheme that a place is in, but not behind {@code most}. */
  static int end(CharSequence text, int place, int most) {
    int at = place;
    if (at > 0
        && at < most
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1))) {
      at++;
    }
    while (at < most && at > 0 && extend(Character.codePointAt(text, at))) {
      at += Character.charCount(Character.codePointAt(text, at));
    }
    return at;
  }

  /** Marks, joiners, variation selectors, skin tones, tags, and the half-width sound marks. */
  static boolean extend(int codePoint) {
    if (codePoint < 0x300) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
        true;
      default ->
        codePoint == ZERO_WIDTH_JOINER
            || codePoint == 0x200C
            || codePoint == 0xFF9E
            || codePoint == 0xFF9F
            || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF)
            || (codePoint >= 0xE0020 && codePoint <= 0xE007F)
            || hangulVowelOrTail(codePoint);
    };
  }

  private static boolean hangulVowelOrTail(int codePoint) {
    return codePoint >= 0x1160 && codePoint <= 0x11FF;
  }
}
