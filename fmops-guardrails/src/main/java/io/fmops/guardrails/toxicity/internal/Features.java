package io.fmops.guardrails.toxicity.internal;

/**
 * What a linear model looks at in a normalised text, as hashes in three blocks: runs of characters
 * inside words; words with their neighbours; and classes of words, alone, beside words and beside
 * each other, near or not so near. A word's class stands in for the word, so that what was learnt
 * of one group of people, one insult or one thing holds for the others. Immutable and thread-safe.
 */
public final class Features {

  /** Runs of characters. */
  public static final int CHARS = 0;
  /** Words with their neighbours. */
  public static final int WORDS = 1;
  /** Classes of words. */
  public static final int CLASSES = 2;
  /** How many blocks there are. */
  public static final int BLOCKS = 3;

  private static final int SHORTEST = 3;
  private static final int LONGEST = 5;
  private static final int SHORTEST_JAPANESE = 2;
  private static final int LONGEST_JAPANESE = 4;

  /** Characters of the longest sentence; longer ones are cut. */
  private static final int LONGEST_SENTENCE = 250;

  /** Takes features. */
  @FunctionalInterface
  public interface Sink {
    /**
     * A feature of the text.
     *
     * @param block {@link #CHARS}, {@link #WORDS} or {@link #CLASSES}
     * @param hash which it is
     */
    void add(int block, long hash);

    /**
     * What came since the last cut is a sentence, or a piece of an endless one. The last cut is at
     * the end of a text that has any features.
     *
     * @param end its end in the normalised text
     */
    default void cut(int end) {}
  }

  private final Lexicon lexicon;

  /**
   * Features by the classes of a lexicon.
   *
   * @param lexicon the classes of words
   */
  public Features(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * Gives all features of a text, in its order.
   *
   * @param normal the normalised text
   * @param sink takes them
   */
  public void of(Normal normal, Sink sink) {
    char[] chars = normal.chars();
    int length = normal.length();
    WordSequence words = new WordSequence(lexicon, sink);
    int sentence = 0;
    boolean any = false;
    boolean ended = false;
    int i = 0;
    while (i < length) {
      char c = chars[i];
      boolean japanese = Chars.japanese(c);
      if (japanese || part(c)) {
        if (ended || i - sentence >= LONGEST_SENTENCE) {
          if (ended) {
            words.end();
          }
          sink.cut(i);
          sentence = i;
          ended = false;
        }
        any = true;
        i = japanese
            ? japanese(chars, i, length, words, sink)
            : word(chars, i, length, words, sink);
      } else {
        if (c != ' ') {
          words.sign(c);
          any = true;
          ended |= ends(chars, i, length);
        }
        i++;
      }
    }
    if (any) {
      words.end();
      sink.cut(length);
    }
  }

  private static boolean ends(char[] chars, int i, int length) {
    return switch (chars[i]) {
      case '。', '\n' -> true;
      case '.', '!', '?' -> i + 1 == length || !part(chars[i + 1]);
      default -> false;
    };
  }

  private static boolean part(char c) {
    return Chars.letter(c) || Chars.digit(c) || Character.isSurrogate(c);
  }

  /** A word; its masked letters are none of its ends. */
  private static int word(char[] chars, int start, int length, WordSequence words, Sink sink) {
    int end = start;
    int piece = start;
    int from = start - 1;
    long h = Hash.SEED;
    while (end < length && (part(chars[end]) || masked(chars, piece, end, length))) {
      if (!part(chars[end])) {
        runs(chars, from, end, piece, end, SHORTEST, LONGEST, sink);
        piece = end + 1;
        from = piece;
      }
      h = Hash.step(h, part(chars[end]) ? chars[end] : Chars.MASK);
      end++;
    }
    runs(chars, from, end + 1, piece, end, SHORTEST, LONGEST, sink);
    words.word(Hash.mix(h));
    return end;
  }

  /** Whether the sign stands for a letter of the word around it. */
  private static boolean masked(char[] chars, int piece, int at, int length) {
    if (at == piece || at + 1 >= length || !part(chars[at + 1])) {
      return false;
    }
    return switch (chars[at]) {
      case '*', '#' -> true;
      case '-', '_' -> at - piece == 1 || at + 2 >= length || !part(chars[at + 2]);
      default -> false;
    };
  }

  /**
   * The runs of characters of a word, with its ends marked if {@code from} and {@code to} say so.
   */
  private static void runs(
      char[] chars, int from, int to, int start, int end, int shortest, int longest, Sink sink) {
    for (int i = from; i < end; i++) {
      long h = Hash.step(Hash.SEED + 1, i < start ? ' ' : chars[i]);
      int last = Math.min(to - 1, i + longest - 1);
      for (int k = i + 1; k <= last; k++) {
        h = Hash.step(h, k < end ? chars[k] : ' ');
        if (k - i + 1 >= shortest) {
          sink.add(CHARS, Hash.mix(h));
        }
      }
    }
  }

  private int japanese(char[] chars, int start, int length, WordSequence words, Sink sink) {
    int end = start + 1;
    int longest = (int) Math.min(length, start + (long) LONGEST_SENTENCE);
    while (end < longest && Chars.japanese(chars[end])) {
      end++;
    }
    // at a masked character a word goes on
    int from = start > 0 && Chars.japaneseMask(chars[start - 1]) ? start : start - 1;
    int to = end < length && Chars.japaneseMask(chars[end]) ? end : end + 1;
    runs(chars, from, to, start, end, SHORTEST_JAPANESE, LONGEST_JAPANESE, sink);
    int i = start;
    while (i < end) {
      if (Chars.kanji(chars[i])) {
        sink.add(CHARS, Hash.mix(Hash.step(Hash.SEED + 1, chars[i])));
      }
      i++;
    }
    i = start;
    while (i < end) {
      int size = Math.min(Lexicon.LONGEST, end - i);
      long h = Hash.SEED;
      long found = 0;
      int foundSize = 0;
      for (int k = 0; k < size; k++) {
        h = Hash.step(h, chars[i + k]);
        long mixed = Hash.mix(h);
        if (lexicon.classOf(mixed) > 0) {
          found = mixed;
          foundSize = k + 1;
        }
      }
      if (foundSize > 0) {
        words.word(found);
        i += foundSize;
      } else {
        i++;
      }
    }
    return end;
  }
}
