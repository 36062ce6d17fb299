package io.fmops.eval.store;

import java.util.Objects;

/**
 * Says what two runs are compared by. Immutable and thread-safe.
 *
 * @param candidateBefore the candidate's name in the earlier run
 * @param candidateAfter the candidate's name in the later run; may be the same
 * @param score the score's name, such as {@code exact-match} or {@code label}
 * @param tolerance a score that moves by up to this has not changed; 0 or more
 */
public record Compared(
    String candidateBefore, String candidateAfter, String score, double tolerance) {

  /**
   * Checks the tolerance.
   *
   * @throws IllegalArgumentException if it is less than 0 or no number
   */
  public Compared {
    Objects.requireNonNull(candidateBefore, "candidateBefore");
    Objects.requireNonNull(candidateAfter, "candidateAfter");
    Objects.requireNonNull(score, "score");
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "the tolerance is " + tolerance + "; it must be 0 or more");
    }
  }

  /**
   * One candidate in two runs, any difference counting.
   *
   * @param candidate the candidate's name in both
   * @param score the score's name
   * @return what to compare
   */
  public static Compared by(String candidate, String score) {
    return new Compared(candidate, candidate, score, 0);
  }
}
