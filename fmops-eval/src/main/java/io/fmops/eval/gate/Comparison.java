package io.fmops.eval.gate;

import io.fmops.eval.stats.Estimate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A candidate's scores against a baseline's on the same examples. Immutable and thread-safe.
 *
 * @param measure the name of the score, such as {@code accuracy}
 * @param candidate the mean of the candidate's scores over the pairs, with its interval
 * @param baseline the mean of the baseline's scores over the pairs, with its interval
 * @param difference the candidate's mean less the baseline's; the interval is that of the paired
 *     differences
 * @param shares whether all scores are 0 or 1, so that the means are shares of successes
 * @param higher on how many examples the candidate's score is the higher one
 * @param lower on how many it is the lower one
 * @param same on how many both are equal
 * @param missing how many examples the baseline has a score for and the candidate has none
 * @param changed how many of those that are missing have the same id in both runs but say something
 *     else
 * @param added how many examples only the candidate has a score for; they are not compared
 * @param most the examples that changed most: up to ten whose score rose, then up to ten whose
 *     score fell
 */
public record Comparison(
    String measure,
    Estimate candidate,
    Estimate baseline,
    Estimate difference,
    boolean shares,
    long higher,
    long lower,
    long same,
    long missing,
    long changed,
    long added,
    List<ExampleChange> most) {

  /** Copies the list. */
  public Comparison {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(baseline, "baseline");
    Objects.requireNonNull(difference, "difference");
    most = List.copyOf(most);
  }

  /**
   * Compares two runs by a score.
   *
   * @param candidate the run that wants to pass
   * @param baseline what it is compared with
   * @param measure the name of a score that each example has
   * @return the comparison; empty if no example has that score in both
   * @throws IllegalArgumentException if nobody can tell which examples are the same: two runs were
   *     not both read from rows, or are not candidates of one run
   */
  public static Optional<Comparison> of(
      CandidateRun candidate, CandidateRun baseline, String measure) {
    return new Pairing(candidate, baseline, measure).compare();
  }
}
