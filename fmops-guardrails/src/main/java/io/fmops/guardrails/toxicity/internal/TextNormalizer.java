package io.fmops.guardrails.toxicity.internal;

/**
 * Undoes the ways in which a text is disguised, so that what was learnt of a word holds for its
 * disguises: compatibility forms, case, accents and floods of marks, invisible and direction
 * controls, look-alike letters, digits and signs for letters, spaced-out, stretched and masked
 * letters, and in Japanese width, katakana, small and drawn-out kana, and signs between letters.
 * Each character of the result knows its place in the original.
 *
 * <p>The result is for matching, not for showing. Time and memory are linear in the text. Immutable
 * and thread-safe.
 */
public final class TextNormalizer {

  private final Lexicon lexicon;

  /**
   * A normalizer.
   *
   * @param lexicon the words that ambiguous disguises are resolved to
   */
  public TextNormalizer(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * Normalises a text.
   *
   * @param text any text
   * @return its normal form
   */
  public Normal normalize(String text) {
    return normalize(text, 0, text.length());
  }

  /**
   * Normalises a piece of a text.
   *
   * @param text any text
   * @param from where the piece begins
   * @param to where it ends
   * @return its normal form, with places in the whole text
   */
  public Normal normalize(String text, int from, int to) {
    Normal normal = new Normal(to - from + 8);
    fold(text, from, to, normal);
    new Spelling(lexicon, normal).undo();
    return normal;
  }

  private static void fold(String text, int from, int to, Normal normal) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      int next = i + 1;
      if (c < 0x80) {
        if (c >= 'A' && c <= 'Z') {
          normal.add((char) (c + 32), i, next);
        } else if ((c > ' ' && c < 0x7F) || c == '\n') {
          normal.add(c, i, next);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B) {
          normal.add(' ', i, next);
        }
      } else if (Character.isHighSurrogate(c)
          && next < to
          && Character.isLowSurrogate(text.charAt(next))) {
        next++;
        several(Fold.slow(text.codePointAt(i)), i, next, normal);
      } else {
        char folded = Fold.of(c);
        if (folded == 0xFFFF) {
          several(Fold.slow(c), i, next, normal);
        } else if (folded == Fold.VOICED || folded == Fold.SEMI_VOICED) {
          voice(folded, next, normal);
        } else if (folded != 0) {
          normal.add(folded, i, next);
        } else if (normal.length > 0) {
          normal.ends[normal.length - 1] = next; // a mark goes with its letter
        }
      }
      i = next;
    }
  }

  private static void several(String folded, int start, int end, Normal normal) {
    for (int k = 0; k < folded.length(); k++) {
      normal.add(folded.charAt(k), start, end);
    }
  }

  private static void voice(char mark, int end, Normal normal) {
    if (normal.length > 0) {
      int last = normal.length - 1;
      if (Chars.kana(normal.chars[last])) {
        normal.chars[last] = Fold.voiced(normal.chars[last], mark);
      }
      normal.ends[last] = end;
    }
  }
}
