package io.fmops.text;

import java.lang.Character.UnicodeScript;
import java.util.Objects;

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

  /**
   * How far a text goes within a number of tokens.
   *
   * @param text any text
   * @param from the index to begin at
   * @param tokens how many tokens there is room for, 0 or more
   * @return the end of the longest piece that begins there and is no more than so many tokens by
   *     {@link #of}; no pair of surrogates is cut in two
   * @throws IndexOutOfBoundsException if {@code from} is not within the text
   * @throws IllegalArgumentException if {@code tokens} is negative
   */
  public static int fit(CharSequence text, int from, long tokens) {
    Objects.checkIndex(from, text.length() + 1);
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens is " + tokens + "; it must be 0 or more");
    }
    // A character is two tokens at the most, so more room than that is room for everything.
    long room = Math.min(tokens, 2L * text.length()) * QUARTERS;
    int i = from;
    while (i < text.length()) {
      int codePoint = text.charAt(i) < 0x250 ? text.charAt(i) : Character.codePointAt(text, i);
      room -= codePoint < 0x250 ? 1 : quarters(codePoint);
      if (room < 0) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static int quarters(int codePoint) {
    if (Words.unspaced(codePoint) || UnicodeScript.of(codePoint) == UnicodeScript.HANGUL) {
      return QUARTERS;
    }
    return Character.isSupplementaryCodePoint(codePoint) ? 2 * QUARTERS : QUARTERS / 2;
  }
}
