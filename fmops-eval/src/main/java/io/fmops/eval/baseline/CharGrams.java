package io.fmops.eval.baseline;

import io.fmops.text.Words;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The runs of neighbouring characters of a text, as hashes. They need no dictionary and no spaces,
 * so they serve English and Japanese alike, and a slip of the pen costs a few of them only (McNamee
 * and Mayfield, "Character n-gram tokenization for European language text retrieval", Information
 * Retrieval 7, 2004).
 */
final class CharGrams {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private CharGrams() {}

  /**
   * The text as n-grams are taken from it: normalised, each white space one space, and a space at
   * both ends, so that beginnings and ends of words are n-grams of their own.
   */
  static int[] characters(String text) {
    String normal = Words.normalize(text);
    int[] characters = new int[normal.length() + 2];
    int size = 0;
    characters[size++] = ' ';
    for (int i = 0; i < normal.length(); ) {
      int codePoint = normal.codePointAt(i);
      boolean space = Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
      if (!space || characters[size - 1] != ' ') {
        characters[size++] = space ? ' ' : codePoint;
      }
      i += Character.charCount(codePoint);
    }
    if (characters[size - 1] != ' ') {
      characters[size++] = ' ';
    }
    return Arrays.copyOf(characters, size);
  }

  /** Tells the hash of each n-gram of these lengths; a space alone is none. */
  static void each(int[] characters, int shortest, int longest, LongConsumer sink) {
    for (int start = 0; start < characters.length; start++) {
      long hash = FNV_OFFSET;
      int most = Math.min(longest, characters.length - start);
      for (int n = 1; n <= most; n++) {
        hash = (hash ^ characters[start + n - 1]) * FNV_PRIME;
        if (n >= shortest && !(n == 1 && characters[start] == ' ')) {
          sink.accept(mixed(hash));
        }
      }
    }
  }

  /** The hash of a word, unlike that of the n-gram with the same letters. */
  static long word(String word) {
    long hash = ~FNV_OFFSET;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  /** Spreads a hash over all its bits; the last step of MurmurHash3. */
  private static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
