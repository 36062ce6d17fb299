package io.fmops.eval.run;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a run found out. Immutable and thread-safe.
 *
 * @param dataset the dataset's name
 * @param examples how many examples it has
 * @param currency the currency of all costs
 * @param candidates one result a candidate, in the order of the run
 */
public record EvaluationResult(
    String dataset, long examples, String currency, List<CandidateResult> candidates) {

  /** Copies the list. */
  public EvaluationResult {
    candidates = List.copyOf(candidates);
  }

  /**
   * One candidate's result.
   *
   * @param name the candidate's name
   * @return the result
   * @throws NoSuchElementException if there is none of that name
   */
  public CandidateResult candidate(String name) {
    return candidates.stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no candidate \"" + name + "\" in this run"));
  }
}
