package io.fmops.guardrails;

import java.util.Objects;

/**
 * What happens to findings of a category from a score on. Immutable and thread-safe.
 *
 * @param category the category, or {@value #ANY} for all that have no rule of their own
 * @param threshold the least score that counts, 0 to 1
 * @param action what happens
 */
public record Rule(String category, double threshold, Action action) {

  /** Stands for all categories that have no rule of their own. */
  public static final String ANY = "*";

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if the threshold is not 0 to 1 or the category is blank
   */
  public Rule {
    Objects.requireNonNull(action, "action");
    if (category.isBlank()) {
      throw new IllegalArgumentException("a rule needs a category, or \"*\" for all others");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the threshold of %s is %s; it must be 0 to 1".formatted(category, threshold));
    }
  }
}
