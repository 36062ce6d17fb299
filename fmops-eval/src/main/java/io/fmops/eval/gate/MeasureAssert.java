package io.fmops.eval.gate;

import java.util.Objects;
import java.util.Optional;

/** An assertion about one measure of a candidate. Immutable and thread-safe. */
public final class MeasureAssert {

  private final CandidateAssert candidate;
  private final String measure;

  MeasureAssert(CandidateAssert candidate, String measure) {
    this.candidate = candidate;
    this.measure = Objects.requireNonNull(measure, "measure");
  }

  /**
   * Asserts that the lower end of the 95 % interval reaches a limit.
   *
   * @param limit a finite number
   * @return this
   * @throws AssertionError if it does not; the message has the figure, its interval, and how many
   *     more examples would decide it
   */
  public MeasureAssert isAtLeast(double limit) {
    candidate.meets(Condition.atLeast(measure, limit));
    return this;
  }

  /**
   * Asserts that the upper end of the 95 % interval does not exceed a limit.
   *
   * @param limit a finite number
   * @return this
   * @throws AssertionError if it does
   */
  public MeasureAssert isAtMost(double limit) {
    candidate.meets(Condition.atMost(measure, limit));
    return this;
  }

  /**
   * Asserts that the figure itself reaches a limit, which chance may make it do.
   *
   * @param limit a finite number
   * @return this
   * @throws AssertionError if it does not
   */
  public MeasureAssert hasValueAtLeast(double limit) {
    candidate.meets(Condition.atLeast(measure, limit, Bound.VALUE));
    return this;
  }

  /**
   * Asserts that the figure itself does not exceed a limit.
   *
   * @param limit a finite number
   * @return this
   * @throws AssertionError if it does
   */
  public MeasureAssert hasValueAtMost(double limit) {
    candidate.meets(Condition.atMost(measure, limit, Bound.VALUE));
    return this;
  }

  /**
   * Asserts that the candidate is not worse than another one of the same run; see
   * {@link Condition#notWorse}.
   *
   * @param other the other candidate's name
   * @param tolerance how much worse is still as good; 0 or more
   * @return this
   * @throws AssertionError if it is worse, or might be
   */
  public MeasureAssert isNotWorseThan(String other, double tolerance) {
    return isNotWorseThan(candidate.other(other), tolerance);
  }

  /**
   * Asserts that the candidate is not worse than another one; see {@link Condition#notWorse}.
   *
   * @param baseline what it is compared with
   * @param tolerance how much worse is still as good; 0 or more
   * @return this
   * @throws AssertionError if it is worse, or might be
   */
  public MeasureAssert isNotWorseThan(CandidateRun baseline, double tolerance) {
    candidate.meets(Condition.notWorse(measure, tolerance), Optional.of(baseline));
    return this;
  }

  /**
   * Goes on with the same candidate.
   *
   * @return the assertion about it
   */
  public CandidateAssert and() {
    return candidate;
  }
}
