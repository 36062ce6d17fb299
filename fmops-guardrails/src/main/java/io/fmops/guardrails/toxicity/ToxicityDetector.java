package io.fmops.guardrails.toxicity;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.toxicity.internal.Normal;
import io.fmops.guardrails.toxicity.internal.Sections;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import io.fmops.guardrails.toxicity.internal.WordFinder;
import io.fmops.text.Sentences.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds toxic text in English and Japanese in this process, in microseconds, with a linear model
 * over character runs, words and classes of words that is in the jar. Disguises (look-alike
 * letters, digits for letters, spaced-out, stretched and masked words, kana variants and others)
 * are undone first. What the model was trained on, its figures and what it does badly are in
 * {@code docs/toxicity-model-card.md}: read it before you rely on it. A score is the probability
 * that people call a text so, if half of all texts were toxic, as about half of the training text
 * was.
 *
 * <p>Categories: {@code toxicity} is what a moderator of a general forum would remove, and the one
 * to judge by; {@code insult}, {@code profanity}, {@code hate} (contempt for a group),
 * {@code threat} and {@code sexual} say what it is like.
 *
 * <p>A long text is looked at in passages of a few sentences, each by its surest sentence, as a
 * whole and beside the section around it, and a finding's span is the passage. Immutable and
 * thread-safe; the weights take about 1.5 MB, so make one and share it.
 */
public final class ToxicityDetector implements Detector {

  /** The categories that the model scores, in the order of {@link #scores}. */
  public static final List<String> CATEGORIES =
      List.of("toxicity", "insult", "profanity", "hate", "threat", "sexual");

  /** From this score of {@code toxicity} on, a text is best called toxic: {@value}. */
  public static final double THRESHOLD = 0.65;

  /** Findings with a lower score are not reported by default: {@value}. */
  public static final double MINIMUM = 0.1;

  private static final String SHIPPED = "toxicity.fmtx";

  private final String name;
  private final double minimum;
  private final ToxicityModel model;
  private final List<WordList.Entry> words;
  private final WordFinder finder;

  private ToxicityDetector(Builder builder) {
    name = builder.name;
    minimum = builder.minimum;
    model = builder.model();
    words = List.copyOf(builder.words);
    finder = new WordFinder(words.stream().map(e -> normalized(e.word())).toList());
  }

  private String normalized(String word) {
    String normal = model.normalizer().normalize(word).toString().strip();
    if (normal.isEmpty()) {
      throw new IllegalArgumentException(
          "the word list has a word of invisible characters only; a word has letters or signs");
    }
    return normal;
  }

  /**
   * A detector with the shipped model.
   *
   * @return the detector
   */
  public static ToxicityDetector create() {
    return builder().build();
  }

  /**
   * A detector with settings. Defaults: the shipped model, no words, {@link #MINIMUM}, the name
   * {@code toxicity}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How likely a text is of each category; of a long text, what its worst passage has.
   *
   * @param text any text
   * @return for each of {@link #CATEGORIES}, 0 to 1; all 0 for a text without any letter or sign
   */
  public Map<String, Double> scores(String text) {
    double[] highest = new double[CATEGORIES.size()];
    passages(text, (span, scores) -> {
      for (int c = 0; c < scores.length; c++) {
        highest[c] = Math.max(highest[c], scores[c]);
      }
    });
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int c = 0; c < highest.length; c++) {
      scores.put(CATEGORIES.get(c), highest[c]);
    }
    return Collections.unmodifiableMap(scores);
  }

  /** {@inheritDoc} These are {@link #CATEGORIES} and those of the words. */
  @Override
  public Set<String> categories() {
    return Stream.concat(CATEGORIES.stream(), words.stream().map(WordList.Entry::category))
        .collect(Collectors.toUnmodifiableSet());
  }

  private void passages(String text, BiConsumer<Span, double[]> to) {
    for (Span section : Sections.of(text)) {
      Normal normal = model.normalizer().normalize(text, section.start(), section.end());
      model.judge(normal, (from, end, scores) -> {
        int last = normal.end(end);
        while (Character.isWhitespace(text.charAt(last - 1))) {
          last--;
        }
        to.accept(new Span(normal.start(from), last), scores);
      });
    }
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    List<Finding> findings = new ArrayList<>();
    passages(text, (span, scores) -> {
      for (int c = 0; c < scores.length; c++) {
        if (scores[c] >= minimum) {
          findings.add(new Finding(CATEGORIES.get(c), span.start(), span.end(), scores[c], name));
        }
      }
    });
    if (!words.isEmpty()) {
      Normal normal = model.normalizer().normalize(text);
      finder.find(normal, (w, from, to) -> {
        WordList.Entry entry = words.get(w);
        findings.add(
            new Finding(entry.category(), normal.start(from), normal.end(to), entry.score(), name));
      });
    }
    findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(findings);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SENTENCE;
  }

  @Override
  public Cost cost() {
    return Cost.INSTANT;
  }

  /** Settings of a detector. Not thread-safe. */
  public static final class Builder {

    private String name = "toxicity";
    private double minimum = MINIMUM;
    private final List<WordList.Entry> words = new ArrayList<>();
    private byte[] bytes = {};
    private String file = SHIPPED;

    private Builder() {}

    /**
     * The detector's name in findings.
     *
     * @param name a short name
     * @return this
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * The lowest score of the model that is reported. Words of lists are always reported.
     *
     * @param minimum 0 to 1
     * @return this
     * @throws IllegalArgumentException if it is not 0 to 1
     */
    public Builder minimum(double minimum) {
      if (!(minimum >= 0 && minimum <= 1)) {
        throw new IllegalArgumentException("minimum is " + minimum + "; it must be 0 to 1");
      }
      this.minimum = minimum;
      return this;
    }

    /**
     * Adds words to look for.
     *
     * @param list the words
     * @return this
     */
    public Builder words(WordList list) {
      words.addAll(list.entries());
      return this;
    }

    /**
     * A model of the application's own instead of the shipped one, as {@code guardrails-tools
     * train} writes it.
     *
     * @param file the file, which is read now
     * @return this
     * @throws UncheckedIOException if it cannot be read; whether it is a model is seen by
     *     {@link #build}
     */
    public Builder model(Path file) {
      try {
        bytes = Files.readAllBytes(file);
        this.file = file.toString();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the model " + file, e);
      }
      return this;
    }

    private ToxicityModel model() {
      return ToxicityModel.of(file.equals(SHIPPED) ? shipped() : bytes, file);
    }

    private static byte[] shipped() {
      try (InputStream in = ToxicityDetector.class.getResourceAsStream(SHIPPED)) {
        if (in == null) {
          throw new IllegalStateException(
              SHIPPED + " is not beside the class; the jar is incomplete");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + SHIPPED + " from the jar", e);
      }
    }

    /**
     * The detector.
     *
     * @return the detector
     * @throws IllegalArgumentException if the model's file is none or is broken, saying how
     */
    public ToxicityDetector build() {
      return new ToxicityDetector(this);
    }
  }
}
