package io.fmops.guardrails;

import java.util.Objects;

/**
 * Something in a text that a detector was looking for. Does not hold the text itself, so that it
 * can be logged. Immutable and thread-safe.
 *
 * @param category what it is, such as {@code email}
 * @param start where it begins, in chars of the text
 * @param end where it ends, in chars of the text; {@code start} itself for what has no place, such
 *     as something missing
 * @param score how sure the detector is, 0 to 1
 * @param detector the detector's name
 */
public record Finding(String category, int start, int end, double score, String detector) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the span is negative, or the score is not 0 to 1
   */
  public Finding {
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(detector, "detector");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "a finding is from 0 or more to the same or more, not %d to %d".formatted(start, end));
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is " + score + "; it must be 0 to 1");
    }
  }
}
