package io.fmops.guardrails.text;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.text.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds texts that are too long ({@code too-long}) or too short ({@code too-short}). What is found
 * of a text that is too long is the part beyond the limit, so that redacting it cuts the text;
 * pairs of surrogates stay whole. Immutable and thread-safe.
 */
public final class LengthDetector implements Detector {

  /** How a length is measured. */
  public enum Unit {
    /** Unicode code points: characters, nearly. */
    CHARACTERS {
      @Override
      long length(String text) {
        return text.codePointCount(0, text.length());
      }

      @Override
      int fit(String text, long most) {
        return text.offsetByCodePoints(0, (int) most);
      }
    },
    /** Tokens as {@link TokenEstimate} counts them, roughly. */
    TOKENS {
      @Override
      long length(String text) {
        return TokenEstimate.of(text);
      }

      @Override
      int fit(String text, long most) {
        return TokenEstimate.fit(text, 0, most);
      }
    };

    abstract long length(String text);

    /** Where the part of a longer text that is not too long ends. */
    abstract int fit(String text, long most);
  }

  private final String name;
  private final Unit unit;
  private final long least;
  private final long most;

  /**
   * A detector for one range of lengths.
   *
   * @param name the detector's name
   * @param unit how a length is measured
   * @param least the least that is allowed, 0 or more
   * @param most the most that is allowed, at least {@code least}
   * @throws IllegalArgumentException if it is no range
   */
  public LengthDetector(String name, Unit unit, long least, long most) {
    this.name = Objects.requireNonNull(name, "name");
    this.unit = Objects.requireNonNull(unit, "unit");
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          "a length goes from 0 or more to the same or more, not from %d to %d"
              .formatted(least, most));
    }
    this.least = least;
    this.most = most;
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
    return Set.of("too-short", "too-long");
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    long length = unit.length(text);
    List<Finding> findings = new ArrayList<>();
    if (length < least) {
      findings.add(new Finding("too-short", text.length(), text.length(), 1, name));
    }
    if (length > most) {
      findings.add(new Finding("too-long", unit.fit(text, most), text.length(), 1, name));
    }
    return List.copyOf(findings);
  }
}
