package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A rule for choosing a candidate. Immutable and thread-safe.
 *
 * <p>A candidate whose calls failed for more than {@value #MAX_ERROR_PERCENT} % of the examples is
 * not chosen, however good the rest of its answers is, nor is one that has a score for less than
 * half of the examples.
 */
public final class Selection {

  static final int MAX_ERROR_PERCENT = 5;

  private final List<Criterion> criteria;
  private final boolean weighted;
  private final List<Constraint> constraints;

  private Selection(List<Criterion> criteria, boolean weighted, List<Constraint> constraints) {
    this.criteria = List.copyOf(criteria);
    this.weighted = weighted;
    this.constraints = List.copyOf(constraints);
    if (this.criteria.isEmpty()) {
      throw new IllegalArgumentException("a selection needs at least one criterion");
    }
  }

  /**
   * The first criterion decides; candidates that it cannot tell from its best one go on to the
   * next. It cannot tell two apart if they differ by no more than its tolerance, or if the 95 %
   * interval of their difference, resampling the examples that both answered, includes zero. So a
   * choice does not rest on chance, and a difference that does not matter does not outweigh one
   * that does.
   *
   * @param criteria the most important first
   * @return the rule
   * @throws IllegalArgumentException if there is no criterion
   */
  public static Selection byPriority(Criterion... criteria) {
    return new Selection(List.of(criteria), false, List.of());
  }

  /**
   * Each criterion gives 0 to its worst candidate, 1 to its best, and what lies between in
   * proportion; candidates that differ from the best by no more than the tolerance get 1, too. The
   * largest weighted mean wins. How sure that is, is told by the share of 2,000 resamplings of the
   * examples in which the same candidate wins.
   *
   * @param criteria in any order, each with its {@linkplain Criterion#withWeight weight}
   * @return the rule
   * @throws IllegalArgumentException if there is no criterion
   */
  public static Selection byWeight(Criterion... criteria) {
    return new Selection(List.of(criteria), true, List.of());
  }

  /**
   * The same rule among those candidates only that keep some constraints.
   *
   * @param kept all of them have to be kept; they replace those given before
   * @return a new rule
   */
  public Selection among(Constraint... kept) {
    return new Selection(criteria, weighted, List.of(kept));
  }

  /**
   * Chooses.
   *
   * @param result what a run found out
   * @return the choice and its reason
   * @throws IllegalArgumentException if a criterion names a measure that the result does not have
   */
  public Choice choose(EvaluationResult result) {
    Objects.requireNonNull(result, "result");
    criteria.forEach(criterion -> checkMeasure(criterion, result));
    List<CandidateResult> answering =
        result.candidates().stream().filter(this::answersEnough).toList();
    Map<String, String> broken = new LinkedHashMap<>();
    for (CandidateResult candidate : answering) {
      String reasons = constraints.stream()
          .flatMap(constraint -> constraint.broken(candidate, result.currency()).stream())
          .collect(Collectors.joining(", "));
      if (!reasons.isEmpty()) {
        broken.put(candidate.name(), reasons);
      }
    }
    List<CandidateResult> eligible = answering.stream()
        .filter(candidate -> !broken.containsKey(candidate.name()))
        .toList();
    if (answering.isEmpty()) {
      return none(
          ("No candidate can be chosen: each one failed for more than %d %% of the examples,"
                  + " or was scored for less than half of them.")
              .formatted(MAX_ERROR_PERCENT));
    }
    if (eligible.isEmpty()) {
      return none("No candidate keeps the constraints: " + told(broken) + ".");
    }
    Choice choice = weighted
        ? new WeightedChoice(criteria, result.currency()).choose(eligible)
        : new PriorityChoice(criteria, result.currency()).choose(eligible);
    String failing = result.candidates().stream()
        .filter(candidate -> !answering.contains(candidate))
        .map(CandidateResult::name)
        .collect(Collectors.joining(", "));
    return new Choice(
        choice.winner(),
        choice.decisive(),
        choice.equals(),
        choice.paretoFront(),
        choice.reason()
            + (broken.isEmpty() ? "" : " Constraints leave out " + told(broken) + ".")
            + (failing.isEmpty()
                ? ""
                : " Not considered, for too many errors or too few scores: " + failing + "."));
  }

  private static String told(Map<String, String> broken) {
    return broken.entrySet().stream()
        .map(candidate -> candidate.getKey() + " (" + candidate.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  private static Choice none(String reason) {
    return new Choice(Optional.empty(), false, List.of(), List.of(), reason);
  }

  private static void checkMeasure(Criterion criterion, EvaluationResult result) {
    Set<String> measures = new TreeSet<>();
    result
        .candidates()
        .forEach(candidate -> measures.addAll(candidate.perExample().keySet()));
    if (criterion.ofExamples() && !measures.isEmpty() && !measures.contains(criterion.measure())) {
      throw new IllegalArgumentException(
          ("\"%s\" is no measure that each example has, and a choice needs one to tell chance from"
                  + " difference; there are %s")
              .formatted(criterion.measure(), measures));
    }
  }

  private boolean answersEnough(CandidateResult candidate) {
    return candidate.failure().isEmpty()
        && candidate.failedCalls() * 100 <= MAX_ERROR_PERCENT * candidate.rows()
        && criteria.stream()
            .filter(Criterion::ofExamples)
            .allMatch(criterion -> 2L
                    * Figures.samples(candidate, criterion)
                        .map(samples -> samples.present().length)
                        .orElse(0)
                >= candidate.examples());
  }
}
