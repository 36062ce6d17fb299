package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * BLEU, the precision of an answer's n-grams with a penalty for brevity (Papineni et al., "BLEU: a
 * Method for Automatic Evaluation of Machine Translation", ACL 2002), as sacreBLEU 2 computes it
 * (Post, "A Call for Clarity in Reporting BLEU Scores", WMT 2018): an n-gram counts at most as
 * often as the reference has it that has it most often, and an answer's length is compared with
 * that of the reference nearest in length, the shorter one of two. On its scale of 0 to 1, 1 is
 * sacreBLEU's 100.
 *
 * <p>{@link #score} is that of sacreBLEU's sentence level, with effective order: n-grams longer
 * than the answer are left out. {@link #corpus} is that of its corpus level, without.
 *
 * <pre>{@code
 * double bleu = Bleu.builder().build().score("The dog bit the man.", "The dog had bit the man.");
 * }</pre>
 */
public final class Bleu extends CorpusMetric {

  private static final int DEFAULT_ORDER = 4;

  /** What counts as a token. Figures of different tokenizers cannot be compared. */
  public enum Tokenizer {
    /**
     * That of the script mteval-v13a of NIST, made for Western languages, and the one for published
     * figures: ASCII punctuation is split off, save for apostrophes, hyphens that no digit
     * precedes, and points and commas between digits. Japanese sentences stay whole, so that their
     * BLEU is mostly 0. Scores are named {@code bleu-13a}.
     */
    V13A("13a"),

    /**
     * The international one of mteval-v14: punctuation of every script is split off unless digits
     * are on both sides, and so are symbols. What those are is up to the JDK's version of Unicode.
     * Scores are named {@code bleu-intl}.
     */
    INTL("intl"),

    /**
     * Every character that is no white space, by code point. Scores are named {@code bleu-char}.
     */
    CHAR("char"),

    /**
     * Whatever stands between white space: for tokenized text. Scores are named {@code bleu-none}.
     */
    NONE("none"),

    /**
     * Japanese morphemes, punctuation included, as Apache Lucene's Kuromoji finds them. It stands
     * where sacreBLEU has {@code ja-mecab}, and has the same IPA dictionary and costs, but other
     * rules for unknown words: of a hundred sentences, nearly all are cut the same. The name and
     * the signature say which it is. Needs the optional dependency
     * {@code org.apache.lucene:lucene-analysis-kuromoji}. Scores are named {@code bleu-kuromoji}.
     */
    KUROMOJI("kuromoji");

    private final String label;

    Tokenizer(String label) {
      this.label = label;
    }

    void cut(String text, Vocabulary tokens) {
      switch (this) {
        case V13A -> BleuTokens.v13a(text, tokens);
        case INTL -> BleuTokens.international(text, tokens);
        case CHAR -> BleuTokens.characters(text, tokens);
        case NONE -> PythonText.words(text, tokens);
        case KUROMOJI -> Kuromoji.surfaces(text, tokens);
      }
    }

    private String signature() {
      return this == KUROMOJI ? Kuromoji.signature() : label;
    }
  }

  /**
   * What stands in for the precision of n-grams that have no match, where others have one (Chen and
   * Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", WMT 2014).
   */
  public enum Smoothing {
    /** Nothing: one such precision makes BLEU zero. */
    NONE("none", 0),
    /** A small number in the place of the matches, 0.1 by default. */
    FLOOR("floor", 0.1),
    /** A number added to the matches and to the n-grams, for n above 1; 1 by default. */
    ADD_K("add-k", 1),
    /** NIST's: 1/2 match for the first such n, 1/4 for the second, and so on. */
    EXP("exp", 0);

    private final String label;
    private final double value;

    Smoothing(String label, double value) {
      this.label = label;
      this.value = value;
    }

    private boolean hasValue() {
      return this == FLOOR || this == ADD_K;
    }
  }

  private final Tokenizer tokenizer;
  private final Smoothing smoothing;
  private final double smoothingValue;
  private final boolean lowercase;
  private final int order;

  private Bleu(Builder builder) {
    this.tokenizer = builder.tokenizer;
    this.smoothing = builder.smoothing;
    this.smoothingValue = builder.smoothingValue;
    this.lowercase = builder.lowercase;
    this.order = builder.order;
  }

  /**
   * BLEU over a tokenizer, else as sacreBLEU has it by default.
   *
   * @param tokenizer what counts as a token
   * @return the metric
   * @throws IllegalStateException if it is Kuromoji, which is not there
   */
  public static Bleu of(Tokenizer tokenizer) {
    return builder().tokenizer(tokenizer).build();
  }

  /**
   * Defaults, which are sacreBLEU's: tokenizer {@link Tokenizer#V13A}, smoothing
   * {@link Smoothing#EXP}, n-grams up to 4, case matters.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    StringBuilder name = new StringBuilder("bleu-").append(tokenizer.label);
    if (lowercase) {
      name.append("-lc");
    }
    if (smoothing != Smoothing.EXP) {
      name.append('-').append(smoothingText(""));
    }
    if (order != DEFAULT_ORDER) {
      name.append("-order").append(order);
    }
    return name.toString();
  }

  private String smoothingText(String format) {
    return !smoothing.hasValue()
        ? smoothing.label
        : format.isEmpty()
            ? smoothing.label + (smoothingValue == smoothing.value ? "" : smoothingValue)
            : smoothing.label + String.format(Locale.ROOT, format, smoothingValue);
  }

  @Override
  public boolean lessIsBetter() {
    return false;
  }

  /**
   * What has to be said beside a published figure of a corpus, in sacreBLEU's form. {@code impl}
   * says that the figure is from here, {@code version} whose definition it has. The longest n is
   * not part of that form, nor is it here.
   *
   * @param references how many references each text has; 0 if that varies
   * @return a line such as
   *     {@code nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|impl:fmops|version:2.6.0}
   */
  public String signature(int references) {
    return Signature.of(
        references,
        "case:" + (lowercase ? "lc" : "mixed"),
        "eff:no",
        "tok:" + tokenizer.signature(),
        "smooth:" + smoothingText("[%.2f]"));
  }

  @Override
  double[] parts(List<String> references, String answer) {
    Vocabulary vocabulary = new Vocabulary();
    int[] tokens = tokens(answer, vocabulary);
    List<int[]> others = new ArrayList<>(references.size());
    int nearest = -1;
    for (String reference : references) {
      int[] other = tokens(reference, vocabulary);
      others.add(other);
      int closer = nearest < 0
          ? -1
          : Math.abs(tokens.length - other.length) - Math.abs(tokens.length - nearest);
      if (closer < 0 || (closer == 0 && other.length < nearest)) {
        nearest = other.length;
      }
    }
    long[] matches = NgramMatches.count(tokens, others, vocabulary.size(), order);
    double[] parts = new double[2 + 2 * order];
    parts[0] = tokens.length;
    parts[1] = nearest;
    for (int n = 1; n <= order; n++) {
      parts[1 + n] = matches[n - 1];
      parts[1 + order + n] = Math.max(0, tokens.length - n + 1);
    }
    return parts;
  }

  private int[] tokens(String text, Vocabulary vocabulary) {
    tokenizer.cut(PythonText.stripEnd(lowercase ? PythonText.lower(text) : text), vocabulary);
    return vocabulary.take();
  }

  @Override
  double single(double[] parts) {
    return figure(parts, true);
  }

  @Override
  double figure(double[] sums) {
    return figure(sums, false);
  }

  private double figure(double[] sums, boolean effectiveOrder) {
    double length = sums[0];
    double reference = sums[1];
    double unigrams = sums[2];
    if (unigrams == 0) {
      return 0; // no match at all, which no smoothing makes better
    }
    double logarithms = 0;
    double halves = 1;
    int orders = order;
    for (int n = 1; n <= order; n++) {
      double added = smoothing == Smoothing.ADD_K && n > 1 ? smoothingValue : 0;
      double matches = sums[1 + n] + added;
      double grams = sums[1 + order + n] + added;
      if (grams == 0) {
        if (!effectiveOrder) {
          return 0;
        }
        orders = n - 1;
        break;
      }
      if (matches == 0) {
        halves *= 2;
        matches = smoothing == Smoothing.EXP
            ? 1 / halves
            : smoothing == Smoothing.FLOOR ? smoothingValue : 0;
      }
      logarithms += Math.log(matches / grams);
    }
    double brevity = length < reference ? Math.exp(1 - reference / length) : 1;
    return brevity * Math.exp(logarithms / orders);
  }

  /** Collects choices. Not thread-safe. */
  public static final class Builder {

    private Tokenizer tokenizer = Tokenizer.V13A;
    private Smoothing smoothing = Smoothing.EXP;
    private double smoothingValue;
    private boolean lowercase;
    private int order = DEFAULT_ORDER;

    private Builder() {}

    /**
     * What counts as a token.
     *
     * @param value a tokenizer
     * @return this
     */
    public Builder tokenizer(Tokenizer value) {
      tokenizer = Objects.requireNonNull(value, "tokenizer");
      return this;
    }

    /**
     * What stands in for precisions of zero, with sacreBLEU's default value.
     *
     * @param value a method
     * @return this
     */
    public Builder smoothing(Smoothing value) {
      smoothing = value;
      smoothingValue = value.value;
      return this;
    }

    /**
     * What stands in for precisions of zero, with a value of one's own.
     *
     * @param method {@link Smoothing#FLOOR} or {@link Smoothing#ADD_K}
     * @param value the small number or the number that is added, above 0
     * @return this
     * @throws IllegalArgumentException if the method takes no value, or not this one
     */
    public Builder smoothing(Smoothing method, double value) {
      if (!method.hasValue() || !(value > 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "smoothing %s of %s; only floor and add-k take a value, and it is above 0"
                .formatted(method.label, value));
      }
      smoothing = method;
      smoothingValue = value;
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
     * The longest n-grams that are compared.
     *
     * @param value 1 to 9
     * @return this
     * @throws IllegalArgumentException if it is another number
     */
    public Builder order(int value) {
      if (value < 1 || value > 9) {
        throw new IllegalArgumentException("n-grams up to " + value + "; it must be 1 to 9");
      }
      order = value;
      return this;
    }

    /**
     * The metric.
     *
     * @return BLEU with these choices
     * @throws IllegalStateException if the tokenizer is Kuromoji, which is not there
     */
    public Bleu build() {
      if (tokenizer == Tokenizer.KUROMOJI) {
        Kuromoji.require();
      }
      return new Bleu(this);
    }
  }
}
