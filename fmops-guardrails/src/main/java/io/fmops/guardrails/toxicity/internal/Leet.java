package io.fmops.guardrails.toxicity.internal;

import java.util.Set;

/** Digits and signs that stand for letters in folded text. For one text and one thread. */
final class Leet {

  /** So many words with digits inside make a text one that writes letters as digits. */
  private static final int LEET_WORDS = 3;

  /** What digits alone may be in such a text. */
  private static final Set<String> SHORT_WORDS = Set.of(
      "a", "i", "is", "it", "its", "to", "too", "at", "as", "so", "see", "sit", "sat", "seat");

  private final Lexicon lexicon;
  private final char[] chars;
  private final int length;
  private final boolean throughout;

  Leet(Lexicon lexicon, Normal normal) {
    this.lexicon = lexicon;
    this.chars = normal.chars;
    this.length = normal.length;
    this.throughout = inManyWords();
  }

  /** Whether the text writes letters as digits throughout, so that numbers may be words. */
  boolean throughout() {
    return throughout;
  }

  /** Whether a number is a short word, in a text that writes letters as digits throughout. */
  boolean shortWord(int from, int to) {
    return throughout && to - from <= 4 && SHORT_WORDS.contains(word(from, to));
  }

  /** Whether many words have digits between their letters. */
  private boolean inManyWords() {
    int mixed = 0;
    int inside = 0;
    for (int i = 1; i + 1 < length && mixed < LEET_WORDS; i++) {
      char c = chars[i];
      if (c >= 0x80) {
        inside = 0;
      } else if (Chars.digit(c)) {
        inside = Chars.letter(chars[i - 1]) ? 1 : inside;
      } else if (Chars.letter(c)) {
        mixed += inside;
        inside = 0;
      } else {
        inside = 0;
      }
    }
    return mixed >= LEET_WORDS;
  }

  /** Whether the token begins an e-mail address: a name, an at sign and, behind it, a point. */
  boolean address(int from, int end) {
    for (int i = from; i < end; i++) {
      if (chars[i] == '@') {
        return end + 1 < length && chars[end] == '.' && Chars.letter(chars[end + 1]);
      }
    }
    return false;
  }

  /** The token with digits and signs as letters, or an empty text if some stand for none. */
  String word(int from, int to) {
    StringBuilder word = new StringBuilder(to - from);
    boolean one = false;
    for (int i = from; i < to; i++) {
      char c = Chars.leet(chars[i]);
      if (!Chars.letter(c)) {
        return "";
      }
      one |= c == 'i' && c != chars[i];
      word.append(c);
    }
    String as = word.toString();
    if (one && !lexicon.hides(as)) {
      // 1 may be l as well as i
      for (int i = from; i < to; i++) {
        if (chars[i] == '1' || chars[i] == '|') {
          word.setCharAt(i - from, 'l');
        }
      }
      return lexicon.hides(word.toString()) ? word.toString() : as;
    }
    return as;
  }
}
