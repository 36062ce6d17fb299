package io.fmops.eval.gate;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import java.util.List;
import java.util.Objects;

/** An assertion about a run. Immutable and thread-safe. */
public final class ResultAssert {

  private final EvaluationResult result;

  ResultAssert(EvaluationResult result) {
    this.result = Objects.requireNonNull(result, "result");
  }

  /**
   * Goes on with one candidate.
   *
   * @param name the candidate's name
   * @return the assertion about it
   * @throws AssertionError if the run has no such candidate
   */
  public CandidateAssert candidate(String name) {
    List<String> names = result.candidates().stream().map(CandidateResult::name).toList();
    if (!names.contains(name)) {
      throw new AssertionError("no candidate \"%s\" in the run over %s; it has %s"
          .formatted(Words.line(name, 200), result.dataset(), names));
    }
    return new CandidateAssert(CandidateRun.of(result, name), result, 0);
  }
}
