package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what regular expressions match, each with a score of 1. The text is matched as it stands.
 * The expressions are the application's own: {@link Pattern} can take exponential time on some of
 * them, so never take them from users. Immutable and thread-safe.
 */
public final class PatternDetector implements Detector {

  private final String name;
  private final Map<String, Pattern> patterns;

  /**
   * A detector for one or more categories.
   *
   * @param name the detector's name
   * @param patterns what to look for, by category; a match of no characters is no finding
   */
  public PatternDetector(String name, Map<String, Pattern> patterns) {
    this.name = Objects.requireNonNull(name, "name");
    this.patterns = new LinkedHashMap<>(patterns);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SPAN;
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    List<Finding> findings = new ArrayList<>();
    patterns.forEach((category, pattern) -> {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          findings.add(new Finding(category, matcher.start(), matcher.end(), 1, name));
        }
      }
    });
    findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(findings);
  }
}
