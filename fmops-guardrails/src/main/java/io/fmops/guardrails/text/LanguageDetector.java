package io.fmops.guardrails.text;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds texts in languages that are not allowed ({@code language}), by {@link Languages}. A text
 * whose language cannot be told, such as a number, a line of code or a short text in Latin letters,
 * is allowed; so is a text that could be in an allowed language as well. Immutable and thread-safe.
 */
public final class LanguageDetector implements Detector {

  private final String name;
  private final Set<String> allowed;

  /**
   * A detector that allows some languages.
   *
   * @param name the detector's name
   * @param allowed ISO 639-1 codes of {@link Languages#known()}, such as {@code en} and {@code ja}
   * @throws IllegalArgumentException if there are none, or one is not known
   */
  public LanguageDetector(String name, Set<String> allowed) {
    this.name = Objects.requireNonNull(name, "name");
    this.allowed = Set.copyOf(allowed);
    Set<String> unknown = new TreeSet<>(allowed);
    unknown.removeAll(Languages.known());
    if (!unknown.isEmpty() || allowed.isEmpty()) {
      throw new IllegalArgumentException("no languages that can be told: %s; give some of %s"
          .formatted(unknown, new TreeSet<>(Languages.known())));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cost cost() {
    return Cost.INSTANT;
  }

  @Override
  public boolean answersOnly() {
    return true;
  }

  @Override
  public Set<String> categories() {
    return Set.of("language");
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    Optional<Languages.Guess> guess = Languages.guess(excerpt.text(), allowed);
    return guess
        .filter(g -> !allowed.contains(g.language().toLowerCase(Locale.ROOT)))
        .map(g -> List.of(new Finding("language", 0, excerpt.text().length(), g.score(), name)))
        .orElse(List.of());
  }
}
