package io.fmops.guardrails.toxicity.internal;

/** Turns a sequence of words into features of the word and class blocks. For one thread. */
final class WordSequence {

  /** Classes further apart than this many words are not looked at together. */
  private static final int NEAR = 7;

  /** Words that come later than this many after a group are not taken as said of it. */
  private static final int SAID = 12;

  private static final long BEGIN = 11;
  private static final long SIGN = 13;

  private final Lexicon lexicon;
  private final Features.Sink sink;

  /** The two words before, as hashes, and as their classes if they have any. */
  private long word1 = BEGIN;

  private long word2 = BEGIN;
  private int class1;
  private int class2;

  /** The two classes before, and at which word they were. */
  private int near1;

  private int near2;
  private int near1At;
  private int near2At;
  /** At which word a group of people was named last; 0 if none was. */
  private int groupAt;

  private int count;
  private char lastSign;

  WordSequence(Lexicon lexicon, Features.Sink sink) {
    this.lexicon = lexicon;
    this.sink = sink;
  }

  void word(long hash) {
    add(hash, lexicon.classOf(hash));
  }

  /** A sign between words: quotation marks, question and exclamation marks, ends of sentences. */
  void sign(char c) {
    char sign = switch (c) {
      case '?' -> '?';
      case '!' -> '!';
      case '.', '。', '\n' -> '.';
      case '"', '“', '”', '„', '「', '」', '『', '』', '«', '»', '‘', '’' -> '"';
      case '@', '#', ',', '、', ':', '(', ')' -> c;
      default -> 0;
    };
    if (sign != 0 && sign != lastSign) {
      add(SIGN * 31 + sign, 0);
      lastSign = sign;
    }
  }

  /**
   * A sentence ends. Its end and the beginning of the next one are features, so that a sentence has
   * much the same ones by itself and among others.
   */
  void end() {
    add(BEGIN, 0);
  }

  private void add(long word, int c) {
    lastSign = 0;
    count++;
    sink.add(Features.WORDS, two(word, 1));
    sink.add(Features.WORDS, two(word1, word));
    sink.add(Features.WORDS, two(two(word2, word1), word));
    sink.add(Features.WORDS, two(two(word2, 7), word));
    if (c > 0) {
      sink.add(Features.CLASSES, two(c, 2));
    }
    long key = c > 0 ? c : word;
    long key1 = class1 > 0 ? class1 : word1;
    long key2 = class2 > 0 ? class2 : word2;
    if (c > 0 || class1 > 0) {
      sink.add(Features.CLASSES, two(two(key1, key), 3));
    }
    if (c > 0 || class1 > 0 || class2 > 0) {
      sink.add(Features.CLASSES, two(two(two(key2, key1), key), 4));
      sink.add(Features.CLASSES, two(two(two(key2, 9), key), 4));
    }
    if (c > 0) {
      near(c);
    }
    if (c == Lexicon.GROUP) {
      groupAt = count;
    } else if (groupAt > 0 && count - groupAt <= SAID) {
      sink.add(Features.CLASSES, two(word, 22));
    }
    word2 = word1;
    word1 = word;
    class2 = class1;
    class1 = c;
  }

  private void near(int c) {
    if (near1 > 0 && count - near1At <= NEAR) {
      sink.add(Features.CLASSES, two(two(near1, c), 5));
      if (near2 > 0 && count - near2At <= 2 * NEAR) {
        sink.add(Features.CLASSES, two(two(near2, c), 5));
        sink.add(Features.CLASSES, two(two(two(near2, near1), c), 6));
      }
    }
    near2 = near1;
    near2At = near1At;
    near1 = c;
    near1At = count;
  }

  private static long two(long a, long b) {
    return Hash.mix(a * 31 + Long.rotateLeft(b, 17));
  }
}
