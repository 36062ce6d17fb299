package io.fmops.eval.gate;

import io.fmops.eval.run.EvaluationResult;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An assertion about one candidate of a run. No score and no answer may be missing, unless
 * {@link #allowingMissing} says so. Immutable and thread-safe.
 */
public final class CandidateAssert {

  private final CandidateRun candidate;
  private final @Nullable EvaluationResult run;
  private final double maxMissing;

  CandidateAssert(CandidateRun candidate, @Nullable EvaluationResult run, double maxMissing) {
    this.candidate = Objects.requireNonNull(candidate, "candidate");
    this.run = run;
    this.maxMissing = maxMissing;
  }

  /**
   * Lets some of the examples be without a score or an answer, in what follows.
   *
   * @param share 0 to 1
   * @return an assertion
   * @throws IllegalArgumentException if it is out of its range
   */
  public CandidateAssert allowingMissing(double share) {
    return new CandidateAssert(
        candidate, run, new Evidence(candidate, Optional.empty(), share).maxMissing());
  }

  /**
   * Goes on with one measure.
   *
   * @param name the measure's name, such as {@code accuracy}
   * @return the assertion about it
   */
  public MeasureAssert measure(String name) {
    return new MeasureAssert(this, name);
  }

  /**
   * Asserts a condition, such as {@link Condition#latencyP95AtMost}.
   *
   * @param condition what has to hold
   * @return this
   * @throws AssertionError if it does not hold, or the data does not show that it does
   */
  public CandidateAssert meets(Condition condition) {
    return meets(condition, Optional.empty());
  }

  CandidateAssert meets(Condition condition, Optional<CandidateRun> baseline) {
    ConditionResult result = condition.check(new Evidence(candidate, baseline, maxMissing));
    if (result.outcome() != Outcome.PASSED) {
      throw new AssertionError("%s of \"%s\" %s: %s"
          .formatted(
              Words.line(result.condition(), 200),
              Words.line(candidate.result().name(), 200),
              result.outcome() == Outcome.FAILED ? "failed" : "is undecided",
              Words.line(result.words(), 1_000)));
    }
    return this;
  }

  /**
   * Asserts all conditions of a gate, which has its own share that may be missing.
   *
   * @param gate what has to hold; without conditions that compare
   * @return this
   * @throws AssertionError if the gate does not let the candidate pass
   */
  public CandidateAssert passes(Gate gate) {
    return passed(gate.check(candidate));
  }

  /**
   * Asserts all conditions of a gate, which has its own share that may be missing.
   *
   * @param gate what has to hold
   * @param baseline what the candidate is compared with
   * @return this
   * @throws AssertionError if the gate does not let the candidate pass
   */
  public CandidateAssert passes(Gate gate, CandidateRun baseline) {
    return passed(gate.check(candidate, baseline));
  }

  private CandidateAssert passed(GateResult result) {
    if (!result.passed()) {
      throw new AssertionError(result.toText().strip());
    }
    return this;
  }

  CandidateRun other(String name) {
    if (run == null) {
      throw new AssertionError(
          "\"%s\" was read from rows, where other candidates are not; read \"%s\" as well and compare with that"
              .formatted(candidate.result().name(), Words.line(name, 200)));
    }
    new ResultAssert(run).candidate(name);
    return CandidateRun.of(run, name);
  }
}
