package io.fmops.eval.assertion;

import java.util.Objects;

/** What became of an assertion about one answer. Immutable and thread-safe. */
public sealed interface AssertionOutcome {

  /**
   * Why, in words.
   *
   * @return the reason
   */
  String reason();

  /**
   * The assertion was looked at.
   *
   * @param score how far it holds, mostly 0 to 1
   * @param holds whether that is far enough
   * @param reason why, for people; what was found rather than what was asked
   */
  record Checked(double score, boolean holds, String reason) implements AssertionOutcome {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Checked {
      Objects.requireNonNull(reason, "reason");
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException("the score is " + score + "; it must be finite");
      }
    }
  }

  /**
   * The assertion could not be looked at: nothing can check it, or what it needs is unknown. That
   * is no failure of the answer.
   *
   * @param reason why not, and what would help
   */
  record Unchecked(String reason) implements AssertionOutcome {
    /** Checks that nothing is null. */
    public Unchecked {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * An assertion that holds or does not, with nothing between.
   *
   * @param holds whether it holds
   * @param reason why, for people
   * @return a score of 1 or 0
   */
  static AssertionOutcome of(boolean holds, String reason) {
    return new Checked(holds ? 1 : 0, holds, reason);
  }
}
