package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * TER, the translation edit rate: how many words have to be inserted, deleted, replaced or moved as
 * a run to make a reference of the answer, divided by the mean length of the references (Snover et
 * al., "A Study of Translation Edit Rate with Targeted Human Annotation", AMTA 2006), as sacreBLEU
 * 2 computes it: the fewest edits that Tercom's greedy search for moves finds, with its limits:
 * runs of at most 10 words, over at most 50 words, at most 1,000 moves tried, and an edit distance
 * within a beam of 25 words beside the diagonal. On this scale 1 is sacreBLEU's 100; 0 is best, and
 * an answer that is longer than the references can have more than 1.
 *
 * <p>Words stand between white space. By default case does not matter and punctuation stays where
 * it is. Japanese needs {@link Builder#normalized} and {@link Builder#asianSupport}, and even then
 * runs of kana stay words.
 */
public final class Ter extends CorpusMetric {

  private final boolean normalized;
  private final boolean noPunctuation;
  private final boolean asianSupport;
  private final boolean caseSensitive;

  private Ter(Builder builder) {
    this.normalized = builder.normalized;
    this.noPunctuation = builder.noPunctuation;
    this.asianSupport = builder.asianSupport;
    this.caseSensitive = builder.caseSensitive;
  }

  /**
   * TER as sacreBLEU has it by default.
   *
   * @return the metric, whose scores are named {@code ter}
   */
  public static Ter ter() {
    return builder().build();
  }

  /**
   * Defaults, which are sacreBLEU's: not normalized, with punctuation, without Asian support, case
   * does not matter.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "ter"
        + (normalized ? "-norm" : "")
        + (noPunctuation ? "-nopunct" : "")
        + (asianSupport ? "-asian" : "")
        + (caseSensitive ? "-cased" : "");
  }

  @Override
  public boolean lessIsBetter() {
    return true;
  }

  /**
   * What has to be said beside a published figure, in sacreBLEU's form. {@code impl} says that the
   * figure is from here, {@code version} whose definition it has.
   *
   * @param references how many references each text has; 0 if that varies
   * @return a line such as
   *     {@code nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|impl:fmops|version:2.6.0}
   */
  public String signature(int references) {
    return Signature.of(
        references,
        "case:" + (caseSensitive ? "mixed" : "lc"),
        "tok:tercom",
        "norm:" + yesNo(normalized),
        "punct:" + yesNo(!noPunctuation),
        "asian:" + yesNo(asianSupport));
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }

  @Override
  double[] parts(List<String> references, String answer) {
    Vocabulary vocabulary = new Vocabulary();
    int[] tokens = tokens(answer, vocabulary);
    int edits = Integer.MAX_VALUE;
    double length = 0;
    for (String reference : references) {
      int[] other = tokens(normalized ? normalizedOnce(reference) : reference, vocabulary);
      edits = Math.min(edits, ShiftSearch.edits(tokens, other, vocabulary.size()));
      length += other.length;
    }
    return new double[] {edits, length / references.size()};
  }

  @Override
  double figure(double[] sums) {
    return sums[1] > 0 ? sums[0] / sums[1] : sums[0] > 0 ? 1 : 0;
  }

  /**
   * sacreBLEU normalizes references, and then once more, which changes some: of "..5" the first
   * time leaves ".5", the second makes two words.
   */
  private String normalizedOnce(String text) {
    Vocabulary words = new Vocabulary();
    return Arrays.stream(tokens(text, words))
        .mapToObj(words::token)
        .collect(Collectors.joining(" "));
  }

  /** The words of an answer. */
  int[] tokens(String text, Vocabulary vocabulary) {
    String cased = PythonText.stripEnd(text);
    String line = caseSensitive ? cased : PythonText.lower(cased);
    if (normalized) {
      String joined = BleuTokens.unescape(line.replace("\n-", ""));
      BleuTokens.western(joined, true, (begin, end) -> add(joined, begin, end, vocabulary));
    } else if (noPunctuation) {
      Vocabulary words = new Vocabulary();
      PythonText.words(line, words);
      for (int word : words.take()) {
        String token = words.token(word);
        add(token, 0, token.length(), vocabulary);
      }
    } else {
      PythonText.words(line, vocabulary);
    }
    return vocabulary.take();
  }

  /** Adds a token, or what is left of it. */
  private void add(String text, int begin, int end, Vocabulary vocabulary) {
    boolean split = normalized && asianSupport;
    if (!split && !noPunctuation) {
      vocabulary.add(text, begin, end);
      return;
    }
    StringBuilder token = new StringBuilder();
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      boolean apart = split && isSplitOff(c);
      if (apart) {
        flush(token, vocabulary);
      }
      if (!(noPunctuation && isDropped(c))) {
        token.append(c);
      }
      if (apart) {
        flush(token, vocabulary);
      }
    }
    flush(token, vocabulary);
  }

  private static void flush(StringBuilder token, Vocabulary vocabulary) {
    if (!token.isEmpty()) {
      vocabulary.add(token.toString());
      token.setLength(0);
    }
  }

  private boolean isDropped(char c) {
    return ".,?:;!\"()".indexOf(c) >= 0 || (asianSupport && isAsianPunctuation(c));
  }

  /** Ideographs and what else Tercom splits off; the bounds are Tercom's, as sacreBLEU has them. */
  private static boolean isSplitOff(char c) {
    return c >= 0x2E80
        && (c <= 0x2EFF
            || (c >= 0x31C0 && c <= 0x31EF)
            || (c >= 0x3200 && c <= 0x4DBF)
            || (c >= 0x4E00 && c <= 0x9FFF)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE4F)
            || isAsianPunctuation(c));
  }

  private static boolean isAsianPunctuation(char c) {
    return switch (c) {
      case '、', '。', '・', '．', '，', '？', '：', '；', '！', '＂', '（', '）' -> true;
      default ->
        (c >= 0x3008 && c <= 0x3011)
            || (c >= 0x3014 && c <= 0x301F)
            || (c >= 0xFF61 && c <= 0xFF65);
    };
  }

  /** Collects choices. Not thread-safe. */
  public static final class Builder {

    private boolean normalized;
    private boolean noPunctuation;
    private boolean asianSupport;
    private boolean caseSensitive;

    private Builder() {}

    /**
     * Whether punctuation is split off words, as Tercom's option {@code -N} does.
     *
     * @param value true to split it off
     * @return this
     */
    public Builder normalized(boolean value) {
      normalized = value;
      return this;
    }

    /**
     * Whether punctuation is left out.
     *
     * @param value true to leave it out
     * @return this
     */
    public Builder noPunctuation(boolean value) {
      noPunctuation = value;
      return this;
    }

    /**
     * Whether what is done to punctuation is done to that of Chinese and Japanese too, and where
     * text is normalized, each ideograph is a word.
     *
     * @param value true to do so; it has no effect without {@link #normalized} or
     *     {@link #noPunctuation}
     * @return this
     */
    public Builder asianSupport(boolean value) {
      asianSupport = value;
      return this;
    }

    /**
     * Whether case matters.
     *
     * @param value true if it does
     * @return this
     */
    public Builder caseSensitive(boolean value) {
      caseSensitive = value;
      return this;
    }

    /**
     * The metric.
     *
     * @return TER with these choices
     */
    public Ter build() {
      return new Ter(this);
    }
  }
}
