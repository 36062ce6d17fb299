package io.fmops.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words for comparing and finding, not for showing.
 *
 * <p>Where words are written with spaces between them, a word is a run of letters and digits, with
 * an apostrophe between letters ({@code don't}) and a point or comma between digits ({@code 1,040})
 * kept inside. In the scripts {@linkplain #unspaced written without spaces}, every two neighbouring
 * characters are a word: {@code 大浴場} gives {@code 大浴} and {@code 浴場}. Overlapping bigrams find
 * about as well as dictionary words do (Nie and Ren, "Chinese information retrieval: using
 * characters or words?", Information Processing and Management 35, 1999), and need no dictionary;
 * {@code java.text.BreakIterator} has none for Japanese, and its answers vary with the JDK.
 *
 * <p>Takes time and memory linear in the length of the text, and takes any text, lone surrogates
 * included. Stateless and thread-safe.
 */
public final class Words {

  /**
   * So many marks in a row are normalised together. The JDK sorts a run of marks in time quadratic
   * in its length; the limit is that of Unicode's stream-safe text (UAX #15), and no language's
   * text reaches it.
   */
  private static final int MAX_MARKS = 30;

  private Words() {}

  /** Takes the places of words. */
  @FunctionalInterface
  public interface Sink {
    /**
     * A word was found.
     *
     * @param start the index of its first {@code char}
     * @param end the index after its last {@code char}
     */
    void word(int start, int end);
  }

  /**
   * The words of a text, {@linkplain #normalize normalised}.
   *
   * @param text any text
   * @return the words in their order, repeated as in the text; empty if it has no letter or digit
   */
  public static List<String> of(String text) {
    String normal = normalize(text);
    List<String> words = new ArrayList<>();
    find(normal, (start, end) -> words.add(normal.substring(start, end)));
    return words;
  }

  /**
   * Where the words of a normalised text are.
   *
   * @param normal a text as {@link #normalize} gives it
   * @param sink takes them in their order; those of scripts without spaces overlap
   */
  public static void find(String normal, Sink sink) {
    int i = 0;
    while (i < normal.length()) {
      int codePoint = normal.codePointAt(i);
      if (unspaced(codePoint)) {
        i = bigrams(normal, i, sink);
      } else if (Character.isLetterOrDigit(codePoint)) {
        int end = wordEnd(normal, i);
        sink.word(i, end);
        i = end;
      } else {
        i += Character.charCount(codePoint);
      }
    }
  }

  /** Tells the bigrams of the run that begins here, or its one character; gives the run's end. */
  private static int bigrams(String text, int start, Sink sink) {
    int before = start;
    int i = start + Character.charCount(text.codePointAt(start));
    boolean single = true;
    while (i < text.length() && unspaced(text.codePointAt(i))) {
      int next = i + Character.charCount(text.codePointAt(i));
      sink.word(before, next);
      single = false;
      before = i;
      i = next;
    }
    if (single) {
      sink.word(start, i);
    }
    return i;
  }

  private static int wordEnd(String text, int start) {
    int i = start;
    int before = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      boolean inside = wordPart(codePoint)
          || (next < text.length() && joins(before, codePoint, text.codePointAt(next)));
      if (!inside) {
        return i;
      }
      before = codePoint;
      i = next;
    }
    return i;
  }

  private static boolean wordPart(int codePoint) {
    return (Character.isLetterOrDigit(codePoint) || isMark(codePoint)) && !unspaced(codePoint);
  }

  private static boolean joins(int before, int codePoint, int after) {
    return switch (codePoint) {
      case '\'', '’' -> Character.isLetter(before) && Character.isLetter(after) && !unspaced(after);
      case '.', ',' -> Character.isDigit(before) && Character.isDigit(after);
      default -> false;
    };
  }

  /**
   * The form in which words are compared: Unicode's NFKC, in lower case. Full-width letters and
   * digits become plain ones, half-width katakana become full-width, the two small sigmas become
   * one.
   *
   * @param text any text
   * @return the text in that form; more than 30 combining marks in a row are normalised in parts
   */
  public static String normalize(String text) {
    int plain = 0;
    while (plain < text.length() && plain(text.charAt(plain))) {
      plain++;
    }
    return plain == text.length() ? text : normalizeAny(text);
  }

  /** Chars that stay as they are, and that are not joined with each other. */
  static boolean plain(char c) {
    return (c < 0x80 && !(c >= 'A' && c <= 'Z'))
        || (c >= 0xE0 && c <= 0xFF)
        || (c >= 0x3001 && c <= 0x3029)
        || kanaOrHan(c)
        || c == 'ー';
  }

  /** Most letters of Japanese: no marks, and none that a version of Unicode added. */
  private static boolean kanaOrHan(int codePoint) {
    return (codePoint >= 0x3041 && codePoint <= 0x3096)
        || (codePoint >= 0x30A1 && codePoint <= 0x30FA)
        || (codePoint >= 0x4E00 && codePoint <= 0x9FA5);
  }

  static String normalizeAny(String text) {
    StringBuilder parts = new StringBuilder(0);
    int from = 0;
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      marks = isMark(codePoint) ? marks + 1 : 0;
      if (marks > MAX_MARKS) {
        parts.append(Normalizer.normalize(text.substring(from, i), Normalizer.Form.NFKC));
        from = i;
        marks = 1;
      }
      i += Character.charCount(codePoint);
    }
    String last = Normalizer.normalize(text.substring(from), Normalizer.Form.NFKC);
    return lowerCase(parts.isEmpty() ? last : parts.append(last));
  }

  /**
   * One character at a time. {@link String#toLowerCase} looks at the whole text for each capital
   * sigma, to tell whether it ends a word; here both small sigmas are one letter anyway.
   */
  private static String lowerCase(CharSequence text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int codePoint = Character.codePointAt(text, i);
      lower.appendCodePoint(codePoint == 'ς' ? 'σ' : Character.toLowerCase(codePoint));
      i += Character.charCount(codePoint);
    }
    return lower.toString();
  }

  /**
   * Whether a character belongs to a script that is written without spaces between words: Han,
   * hiragana, katakana, Thai, Lao, Khmer and Myanmar. Punctuation does not.
   *
   * @param codePoint any code point
   * @return true for such a letter
   */
  public static boolean unspaced(int codePoint) {
    if (codePoint < 0x0E00 || !Character.isValidCodePoint(codePoint)) {
      return false; // most text ends here, without the search for its script
    }
    if (kanaOrHan(codePoint) || codePoint == 'ー') {
      return true; // the long-vowel mark is shared by two scripts, so it has none of its own
    }
    UnicodeScript script = UnicodeScript.of(codePoint);
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR ->
        Character.isLetter(codePoint) || isMark(codePoint);
      default -> false;
    };
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
        true;
      default -> false;
    };
  }
}
