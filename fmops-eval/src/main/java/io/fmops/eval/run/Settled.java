package io.fmops.eval.run;

import java.util.Objects;

/**
 * When a run may end early: when it is settled which candidate is best by one score, or that the
 * best ones differ by less than anybody minds. It is looked at after every example, with intervals
 * that allow that ({@link io.fmops.eval.stats.ConfidenceSequence}), for all pairs of candidates
 * together (Bonferroni).
 *
 * <p>The examples must come in random order: in a dataset that is sorted by topic the first rows
 * are no sample of the rest ({@link io.fmops.eval.dataset.Dataset#shuffled}). Immutable and
 * thread-safe.
 *
 * @param score the name of the score, such as {@code accuracy} or {@code rouge1}
 * @param lessIsBetter whether the candidate with the lowest score is the best, as by {@code wer}
 * @param tolerance differences up to this are none, in the score's own unit; 0 or more
 * @param confidence how sure it has to be, such as 0.95
 * @param atLeast how many examples are asked about in any case; 1 or more
 */
public record Settled(
    String score, boolean lessIsBetter, double tolerance, double confidence, int atLeast) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Settled {
    Objects.requireNonNull(score, "score");
    if (!(tolerance >= 0) || !(confidence > 0 && confidence < 1) || atLeast < 1) {
      throw new IllegalArgumentException(
          "tolerance is %s, confidence %s, atLeast %d; they must be at least 0, between 0 and 1, and at least 1"
              .formatted(tolerance, confidence, atLeast));
    }
  }

  /**
   * Settled with 95 % confidence after at least 50 examples.
   *
   * @param score the name of a score of which more is better
   * @param tolerance differences up to this are none, in the score's own unit
   * @return the rule
   */
  public static Settled by(String score, double tolerance) {
    return new Settled(score, false, tolerance, 0.95, 50);
  }
}
