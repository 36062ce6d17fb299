package io.fmops.eval.run;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a run found out. Immutable and thread-safe.
 *
 * @param dataset the dataset's name
 * @param examples how many examples it has, of which an early ending leaves out the last ones
 * @param currency the currency of all costs
 * @param candidates one result a candidate, in the order of the run
 * @param ending why the run ended
 * @param version the dataset's version by content; absent if the run kept no rows
 */
public record EvaluationResult(
    String dataset,
    long examples,
    String currency,
    List<CandidateResult> candidates,
    Ending ending,
    Optional<String> version) {

  /** Why a run ended. */
  public enum Ending {
    /** Every candidate was asked about every example. */
    COMPLETE,
    /** The {@link Settled} rule saw that the rest would not change the choice. */
    SETTLED,
    /** Another call might have cost more than the budget has; a larger one goes on from here. */
    BUDGET_SPENT
  }

  /** Copies the list. */
  public EvaluationResult {
    candidates = List.copyOf(candidates);
  }

  /**
   * The result of a run over a whole dataset.
   *
   * @param dataset the dataset's name
   * @param examples how many examples it has
   * @param currency the currency of all costs
   * @param candidates one result a candidate, in the order of the run
   */
  public EvaluationResult(
      String dataset, long examples, String currency, List<CandidateResult> candidates) {
    this(dataset, examples, currency, candidates, Ending.COMPLETE, Optional.empty());
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
