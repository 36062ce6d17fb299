package io.fmops.eval.metric;

import java.util.List;

/**
 * chrF, an F-score of character n-grams that counts recall twice as much as precision (Popović,
 * "chrF: character n-gram F-score for automatic MT evaluation", WMT 2015), and chrF++, which looks
 * at words and pairs of words too (Popović, "chrF++: words helping character n-grams", WMT 2017),
 * as sacreBLEU 2 computes them: precision and recall are means over those n for which both texts
 * have n-grams, and of several references the one with the best score counts. On its scale of 0 to
 * 1, 1 is sacreBLEU's 100.
 *
 * <p>Characters are code points. It needs no tokenization, so it suits every language, Japanese
 * too; but chrF++ takes its words from between white space.
 */
public final class ChrF extends CorpusMetric {

  private static final int DEFAULT_CHAR_ORDER = 6;
  private static final int DEFAULT_BETA = 2;
  private static final double EPSILON = 1e-16;
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final int charOrder;
  private final int wordOrder;
  private final int beta;
  private final boolean lowercase;
  private final boolean whitespace;
  private final boolean epsilonSmoothing;

  private ChrF(Builder builder) {
    this.charOrder = builder.charOrder;
    this.wordOrder = builder.wordOrder;
    this.beta = builder.beta;
    this.lowercase = builder.lowercase;
    this.whitespace = builder.whitespace;
    this.epsilonSmoothing = builder.epsilonSmoothing;
  }

  /**
   * chrF as sacreBLEU has it by default.
   *
   * @return the metric, whose scores are named {@code chrF2}
   */
  public static ChrF chrF() {
    return builder().build();
  }

  /**
   * chrF++: chrF with words and pairs of words.
   *
   * @return the metric, whose scores are named {@code chrF2++}
   */
  public static ChrF chrFPlusPlus() {
    return builder().wordOrder(2).build();
  }

  /**
   * Defaults, which are sacreBLEU's: n-grams of up to 6 characters and of no words, beta 2, case
   * matters, white space left out, no epsilon smoothing.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "chrF" + beta + "+".repeat(wordOrder)
        + (charOrder == DEFAULT_CHAR_ORDER ? "" : "-order" + charOrder)
        + (lowercase ? "-lc" : "")
        + (whitespace ? "-space" : "")
        + (epsilonSmoothing ? "-eps" : "");
  }

  @Override
  public boolean lessIsBetter() {
    return false;
  }

  /**
   * What has to be said beside a published figure, in sacreBLEU's form. {@code impl} says that the
   * figure is from here, {@code version} whose definition it has.
   *
   * @param references how many references each text has; 0 if that varies
   * @return a line such as
   *     {@code nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|impl:fmops|version:2.6.0}
   */
  public String signature(int references) {
    return Signature.of(
        references,
        "case:" + (lowercase ? "lc" : "mixed"),
        "eff:" + (epsilonSmoothing ? "no" : "yes"),
        "nc:" + charOrder,
        "nw:" + wordOrder,
        "space:" + (whitespace ? "yes" : "no"));
  }

  @Override
  double[] parts(List<String> references, String answer) {
    Vocabulary words = new Vocabulary();
    CodePoints characters = new CodePoints();
    int[] answerCharacters = characters(answer, characters);
    int[] answerWords = words(answer, words);
    double[] best = new double[0];
    double bestScore = -1;
    for (String reference : references) {
      double[] parts = new double[3 * (charOrder + wordOrder)];
      add(
          parts,
          0,
          charOrder,
          answerCharacters,
          characters(reference, characters),
          characters.size());
      if (wordOrder > 0) {
        add(parts, charOrder, wordOrder, answerWords, words(reference, words), words.size());
      }
      double score = figure(parts);
      if (score > bestScore) {
        bestScore = score;
        best = parts;
      }
    }
    return best;
  }

  /** For each n: the n-grams of the answer, those of the reference, and those in common. */
  private static void add(
      double[] parts, int from, int order, int[] answer, int[] reference, int distinct) {
    long[] matches = NgramMatches.count(answer, List.of(reference), distinct, order);
    for (int n = 1; n <= order; n++) {
      int i = 3 * (from + n - 1);
      int expected = Math.max(0, reference.length - n + 1);
      parts[i] = expected == 0 ? 0 : Math.max(0, answer.length - n + 1);
      parts[i + 1] = expected;
      parts[i + 2] = matches[n - 1];
    }
  }

  private int[] characters(String text, CodePoints characters) {
    return characters.numbers(lowercase ? PythonText.lower(text) : text, whitespace);
  }

  /**
   * Between white space, but for one character of ASCII punctuation at the end or else the start.
   */
  private int[] words(String text, Vocabulary vocabulary) {
    if (wordOrder == 0) {
      return new int[0];
    }
    String line = lowercase ? PythonText.lower(text) : text;
    int begin = -1;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || PythonText.isSpace(line.charAt(i))) {
        if (begin >= 0) {
          addWord(line, begin, i, vocabulary);
          begin = -1;
        }
      } else if (begin < 0) {
        begin = i;
      }
    }
    return vocabulary.take();
  }

  private static void addWord(String line, int begin, int end, Vocabulary vocabulary) {
    int cut = begin;
    if (end - begin > 1) {
      if (isPunctuation(line.charAt(end - 1))) {
        cut = end - 1;
      } else if (isPunctuation(line.charAt(begin))) {
        cut = begin + 1;
      }
    }
    if (cut > begin) {
      vocabulary.add(line, begin, cut);
    }
    vocabulary.add(line, cut, end);
  }

  private static boolean isPunctuation(char c) {
    return PUNCTUATION.indexOf(c) >= 0;
  }

  @Override
  double figure(double[] sums) {
    double factor = (double) beta * beta;
    double smoothed = 0;
    double precisions = 0;
    double recalls = 0;
    int orders = 0;
    for (int i = 0; i < sums.length; i += 3) {
      double precision = sums[i] > 0 ? sums[i + 2] / sums[i] : EPSILON;
      double recall = sums[i + 1] > 0 ? sums[i + 2] / sums[i + 1] : EPSILON;
      double weighted = factor * precision + recall;
      smoothed += weighted > 0 ? (1 + factor) * precision * recall / weighted : EPSILON;
      if (sums[i] > 0 && sums[i + 1] > 0) {
        precisions += precision;
        recalls += recall;
        orders++;
      }
    }
    if (epsilonSmoothing) {
      return smoothed / (charOrder + wordOrder);
    }
    if (precisions + recalls == 0) {
      return 0;
    }
    double precision = precisions / orders;
    double recall = recalls / orders;
    return (1 + factor) * precision * recall / (factor * precision + recall);
  }

  /** Collects choices. Not thread-safe. */
  public static final class Builder {

    private int charOrder = DEFAULT_CHAR_ORDER;
    private int wordOrder;
    private int beta = DEFAULT_BETA;
    private boolean lowercase;
    private boolean whitespace;
    private boolean epsilonSmoothing;

    private Builder() {}

    /**
     * The longest n-grams of characters.
     *
     * @param value 1 to 9
     * @return this
     * @throws IllegalArgumentException if it is another number
     */
    public Builder charOrder(int value) {
      charOrder = inRange("n-grams of characters", value, 1);
      return this;
    }

    /**
     * The longest n-grams of words; 2 makes it chrF++.
     *
     * @param value 0 to 9; 0 to leave words out
     * @return this
     * @throws IllegalArgumentException if it is another number
     */
    public Builder wordOrder(int value) {
      wordOrder = inRange("n-grams of words", value, 0);
      return this;
    }

    /**
     * How many times as much as precision recall counts.
     *
     * @param value 1 to 9
     * @return this
     * @throws IllegalArgumentException if it is another number
     */
    public Builder beta(int value) {
      beta = inRange("beta", value, 1);
      return this;
    }

    /**
     * Whether case does not matter.
     *
     * @param value true to compare in small letters
     * @return this
     */
    public Builder lowercase(boolean value) {
      lowercase = value;
      return this;
    }

    /**
     * Whether white space belongs to the characters.
     *
     * @param value true to keep it
     * @return this
     */
    public Builder whitespace(boolean value) {
      whitespace = value;
      return this;
    }

    /**
     * Whether an n for which there are no n-grams counts as nearly zero instead of not at all, as
     * in {@code chrF++.py}, Moses and NLTK. It lowers the score of texts that are shorter than the
     * longest n-grams.
     *
     * @param value true for their way
     * @return this
     */
    public Builder epsilonSmoothing(boolean value) {
      epsilonSmoothing = value;
      return this;
    }

    private static int inRange(String what, int value, int least) {
      if (value < least || value > 9) {
        throw new IllegalArgumentException(
            "%s: %d; it must be %d to 9".formatted(what, value, least));
      }
      return value;
    }

    /**
     * The metric.
     *
     * @return chrF with these choices
     */
    public ChrF build() {
      return new ChrF(this);
    }
  }
}
