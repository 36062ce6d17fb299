package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Ways to cut a text into tokens, all of them in time linear in the text. Thread-safe. */
final class Tokens {

  /** Scripts that are written without spaces, or (Hangul) with words that grow at their ends. */
  private static final Set<UnicodeScript> UNSPACED = EnumSet.of(
      UnicodeScript.HAN,
      UnicodeScript.HIRAGANA,
      UnicodeScript.KATAKANA,
      UnicodeScript.HANGUL,
      UnicodeScript.BOPOMOFO,
      UnicodeScript.THAI,
      UnicodeScript.LAO,
      UnicodeScript.KHMER,
      UnicodeScript.MYANMAR);

  // Japanese in both widths writes it in long vowels, so Unicode gives it to no script.
  private static final int PROLONGED_SOUND_MARK = 0x30FC;
  private static final int ZERO_WIDTH_SPACE = 0x200B;

  private Tokens() {}

  /** Runs of a to z and 0 to 9 in the lower-cased text; everything else separates. */
  static List<String> asciiWords(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    asciiWords(lower, (begin, end) -> words.add(lower.substring(begin, end)));
    return words;
  }

  /** Where the words of a lower-cased text are. */
  static void asciiWords(String lower, Words.Sink sink) {
    int begin = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inside = i < lower.length() && isAsciiWord(lower.charAt(i));
      if (inside && begin < 0) {
        begin = i;
      } else if (!inside && begin >= 0) {
        sink.word(begin, i);
        begin = -1;
      }
    }
  }

  private static boolean isAsciiWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /** As {@link #asciiWords}, with words of more than three characters stemmed. */
  static List<String> stemmedAsciiWords(String text) {
    List<String> words = asciiWords(text);
    words.replaceAll(word -> word.length() > 3 ? PorterStemmer.stem(word) : word);
    return words;
  }

  /**
   * Runs of letters and digits of any script after compatibility normalisation (NFKC) and lower
   * case, but single characters in scripts without spaces. Marks belong to what they stand on, and
   * invisible characters are as if they were not there. Of ASCII text it gives the same as
   * {@link #asciiWords}.
   */
  static List<String> unicodeWords(String text) {
    String normal = Words.normalize(text);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean single = false;
    for (int i = 0; i < normal.length(); ) {
      int c = normal.codePointAt(i);
      i += Character.charCount(c);
      if (isInvisible(c) || (isMark(c) && word.isEmpty())) {
        continue;
      }
      boolean unspaced = isUnspaced(c);
      if (single ? !isMark(c) : (unspaced && !isMark(c)) || !isWord(c)) {
        flush(word, words);
      }
      if (isWord(c)) {
        single = word.isEmpty() ? unspaced : single;
        word.appendCodePoint(c);
      }
    }
    flush(word, words);
    return words;
  }

  /** Every letter and number with the marks on it, normalised as in {@link #unicodeWords}. */
  static List<String> characters(String text) {
    String normal = Words.normalize(text);
    List<String> characters = new ArrayList<>();
    StringBuilder character = new StringBuilder();
    for (int i = 0; i < normal.length(); ) {
      int c = normal.codePointAt(i);
      i += Character.charCount(c);
      if (isMark(c) ? !character.isEmpty() : isWord(c)) {
        if (!isMark(c)) {
          flush(character, characters);
        }
        character.appendCodePoint(c);
      } else if (!isInvisible(c)) {
        flush(character, characters);
      }
    }
    flush(character, characters);
    return characters;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** Whether a character belongs to a script that is written without spaces between words. */
  static boolean isUnspaced(int c) {
    return c == PROLONGED_SOUND_MARK || (c > 0x2FF && UNSPACED.contains(UnicodeScript.of(c)));
  }

  /** Letters, numbers and the marks on them. */
  static boolean isWord(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER -> true;
      default -> isMark(c);
    };
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
        true;
      default -> false;
    };
  }

  /** Format characters and the selectors of glyph variants, which do not make another word. */
  private static boolean isInvisible(int c) {
    return (Character.getType(c) == Character.FORMAT && c != ZERO_WIDTH_SPACE)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  /** Punctuation of any script, and the ASCII symbols that Python's string.punctuation has too. */
  static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION -> true;
      default -> c < 0x80 && "$+<=>^`|~".indexOf(c) >= 0;
    };
  }

  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
