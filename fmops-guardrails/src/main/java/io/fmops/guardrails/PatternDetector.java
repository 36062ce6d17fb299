package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.text.BoundedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what regular expressions match, each with a score of 1. The text is matched as it stands.
 * Of a long text it is shown one part after the other; anchors, boundaries and lookbehind see the
 * {@value Detector#MAX_SPAN} chars before a part, so {@code ^} and {@code $} match at the beginning
 * and the end of the text, or of its lines with {@code (?m)}, and not of its parts.
 *
 * <p>{@link Pattern} can take exponential time on some expressions. So each expression may look at
 * {@value #STEPS_A_CHAR} times as many chars as the text has (and at {@value #MIN_STEPS} at the
 * least); one that needs more fails with a message that names its category, and so does one whose
 * recursion overflows the stack. Immutable and thread-safe.
 */
public final class PatternDetector implements Detector {

  private static final long STEPS_A_CHAR = 1_000;
  private static final long MIN_STEPS = 100_000;

  private static final Pattern LAST_MATCH = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\G");

  private final String name;
  private final Map<String, Pattern> patterns;

  /**
   * A detector for one or more categories.
   *
   * @param name the detector's name
   * @param patterns what to look for, by category; a match of no characters is no finding
   * @throws IllegalArgumentException if an expression uses {@code \G}, the end of the match before,
   *     which may lie in a part of the text that is not there any more
   */
  public PatternDetector(String name, Map<String, Pattern> patterns) {
    this.name = Objects.requireNonNull(name, "name");
    this.patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    patterns.forEach((category, pattern) -> {
      if ((pattern.flags() & Pattern.LITERAL) == 0
          && LAST_MATCH.matcher(pattern.pattern()).find()) {
        throw new IllegalArgumentException(
            ("the expression for \"%s\" uses \\G, which has no meaning in a text that is looked at "
                    + "in parts; use ^ or \\b")
                .formatted(category));
      }
    });
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
  public Set<String> categories() {
    return patterns.keySet();
  }

  /** {@inheritDoc} Steps are counted, so nobody waits for long. */
  @Override
  public Cost cost() {
    return Cost.INSTANT;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if an expression needs more steps than it may take
   */
  @Override
  public List<Finding> detect(Excerpt excerpt) {
    List<Finding> findings = new ArrayList<>();
    patterns.forEach((category, pattern) -> find(category, pattern, excerpt, findings));
    findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(findings);
  }

  private void find(String category, Pattern pattern, Excerpt excerpt, List<Finding> findings) {
    int begin = excerpt.before().length();
    String text = excerpt.before() + excerpt.text();
    long steps = Math.max(MIN_STEPS, STEPS_A_CHAR * text.length());
    Matcher matcher = pattern
        .matcher(new BoundedText(text, steps))
        .region(begin, text.length())
        .useAnchoringBounds(false)
        .useTransparentBounds(true);
    // What must not follow may still come, as far ahead as the expression looks.
    boolean looksAhead = pattern.pattern().contains("(?!");
    try {
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          boolean open =
              !excerpt.ends() && (matcher.requireEnd() || (looksAhead && matcher.hitEnd()));
          // One that more text may undo reaches to the end: it is held until more is there.
          int end = open ? text.length() : matcher.end();
          findings.add(new Finding(category, matcher.start() - begin, end - begin, 1, name));
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
