package io.fmops.text;

import java.lang.Character.UnicodeScript;

/**
 * How many tokens a text is, roughly, without any model's own tokenizer: a token for four
 * characters of Latin script, two of another alphabet, one of Chinese, Japanese or Korean, and two
 * for one emoji. For prose and code in English and Japanese that is mostly within a third of what
 * the tokenizers of large models count, rather above than below. Linear time, any text. Stateless
 * and thread-safe.
 */
public final class TokenEstimate {

  private static final int QUARTERS = 4;

  private TokenEstimate() {}

  /**
   * The tokens of a text.
   *
   * @param text any text
   * @return 0 for the empty text, else at least 1
   */
  public static long of(CharSequence text) {
    long quarters = 0;
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c < 0x250) {
        // ASCII and Latin letters with marks, which is nearly everything: no lookup.
        quarters += 1;
        i++;
      } else {
        int codePoint = Character.codePointAt(text, i);
        quarters += quarters(codePoint);
        i += Character.charCount(codePoint);
      }
    }
    return (quarters + QUARTERS - 1) / QUARTERS;
  }

  private static int quarters(int codePoint) {
    if (Words.unspaced(codePoint) || UnicodeScript.of(codePoint) == UnicodeScript.HANGUL) {
      return QUARTERS;
    }
    return Character.isSupplementaryCodePoint(codePoint) ? 2 * QUARTERS : QUARTERS / 2;
  }
}
