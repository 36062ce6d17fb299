package io.fmops.chain;

import java.time.Instant;
import java.util.Objects;

/**
 * What a person answered. Immutable and thread-safe.
 *
 * @param choice one of the choices of the question
 * @param who decided; not blank
 * @param comment why, or what is to be different; may be empty
 * @param at when
 */
public record Decision(String choice, String who, String comment, Instant at) {

  /** The choice of an approval that lets the run go on. */
  public static final String APPROVE = "approve";

  /** The choice of an approval that ends the run. */
  public static final String REJECT = "reject";

  /**
   * Checks that it says who.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Decision {
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(at, "at");
    if (who.isBlank()) {
      throw new IllegalArgumentException("a decision has to say who made it");
    }
  }
}
