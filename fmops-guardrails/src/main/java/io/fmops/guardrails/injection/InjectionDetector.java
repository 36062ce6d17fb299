package io.fmops.guardrails.injection;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.text.FoldedText;
import io.fmops.text.Sentences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds sentences that want to give a model orders that it should not take, in English and
 * Japanese, by turns of phrase and by {@link InjectionModel}, whichever is surer. In what a user
 * says they are {@code prompt-injection} (taking over or drawing out the instructions) or
 * {@code jailbreak} (taking off the limits); in retrieved text and results of tools all of them are
 * {@code indirect-injection}. Text that people cannot see is {@code hidden-text}: see there what of
 * it is harmless.
 *
 * <p>It is a filter for what is common and clear, not a wall: an attack that is worded anew, in
 * another language or spread over sentences passes. Give a model no rights that its reader should
 * not have. Immutable and thread-safe.
 */
public final class InjectionDetector implements Detector {

  /** The score from which on a sentence is told by default. */
  public static final double DEFAULT_MINIMUM = 0.8;

  private static final double PATTERN_SCORE = 0.95;
  /** Longer sentences are looked at in pieces, so that harmless text does not drown an attack. */
  private static final int PIECE = 400;

  private static final int OVERLAP = 100;

  private final String name;
  private final double minimum;
  private final InjectionModel model = InjectionModel.embedded();

  /**
   * A detector that tells what has at least {@link #DEFAULT_MINIMUM}, which leaves most harmless
   * text that looks like an attack alone.
   *
   * @param name the detector's name
   */
  public InjectionDetector(String name) {
    this(name, DEFAULT_MINIMUM);
  }

  /**
   * A detector with a minimum of its own.
   *
   * @param name the detector's name
   * @param minimum sentences with a lower score are not told, 0 to 1
   * @throws IllegalArgumentException if the minimum is not 0 to 1
   */
  public InjectionDetector(String name, double minimum) {
    this.name = Objects.requireNonNull(name, "name");
    if (!(minimum >= 0 && minimum <= 1)) {
      throw new IllegalArgumentException("minimum is " + minimum + "; it must be 0 to 1");
    }
    this.minimum = minimum;
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

  @Override
  public Set<String> categories() {
    return Set.of("prompt-injection", "jailbreak", "indirect-injection", "hidden-text");
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    List<Finding> findings = new ArrayList<>(HiddenText.find(text, name));
    Features features = new Features();
    boolean foreign = excerpt.stage() == Stage.CONTEXT || excerpt.stage() == Stage.TOOL_RESULT;
    for (Sentences.Span sentence : Sentences.spans(text)) {
      for (int from = sentence.start(); from < sentence.end(); from += PIECE - OVERLAP) {
        int to = Math.min(from + PIECE, sentence.end());
        look(text, from, to, features, foreign, findings);
        if (to == sentence.end()) {
          break;
        }
      }
    }
    findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(findings);
  }

  private void look(
      String text, int from, int to, Features reader, boolean foreign, List<Finding> findings) {
    String folded = FoldedText.of(text.substring(from, to)).text();
    int[] features = reader.of(folded);
    double score = model.attack(features);
    Optional<InjectionPatterns.Kind> phrase = InjectionPatterns.in(folded);
    if (phrase.isPresent()) {
      score = Math.max(score, PATTERN_SCORE);
    }
    if (score >= minimum) {
      boolean jailbreak =
          phrase.filter(InjectionPatterns.Kind.JAILBREAK::equals).isPresent();
      boolean taken = jailbreak || model.jailbreak(features) > 0.5;
      String category = foreign ? "indirect-injection" : taken ? "jailbreak" : "prompt-injection";
      findings.add(new Finding(category, from, to, score, name));
    }
  }
}
