package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what regular expressions match, each with a score of 1. The text is matched as it stands.
 *
 * <p>{@link Pattern} can take exponential time on some expressions. So each expression may look at
 * {@value #STEPS_A_CHAR} times as many chars as the text has (and at {@value #MIN_STEPS} at the
 * least); one that needs more fails with a message that names its category, and so does one whose
 * recursion overflows the stack. Immutable and thread-safe.
 */
public final class PatternDetector implements Detector {

  private static final long STEPS_A_CHAR = 1_000;
  private static final long MIN_STEPS = 1_000_000;

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
    this.patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SPAN;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if an expression needs more steps than it may take
   */
  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    List<Finding> findings = new ArrayList<>();
    patterns.forEach((category, pattern) -> find(category, pattern, text, findings));
    findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(findings);
  }

  private void find(String category, Pattern pattern, String text, List<Finding> findings) {
    long steps = Math.max(MIN_STEPS, STEPS_A_CHAR * text.length());
    Matcher matcher = pattern.matcher(new BoundedText(text, steps));
    try {
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          findings.add(new Finding(category, matcher.start(), matcher.end(), 1, name));
        }
      }
    } catch (BoundedText.TooManyStepsException e) {
      throw tooMuch(category, "took more than " + steps + " steps", text, e);
    } catch (StackOverflowError e) {
      throw tooMuch(category, "overflowed the stack", text, e);
    }
  }

  private IllegalStateException tooMuch(
      String category, String problem, String text, Throwable cause) {
    return new IllegalStateException(
        ("the expression for \"%s\" of the detector \"%s\" %s on a text of %d chars; "
                + "avoid repetitions within repetitions, or make them possessive")
            .formatted(category, name, problem, text.length()),
        cause);
  }
}
