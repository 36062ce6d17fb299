package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  private Selection(List<Criterion> criteria, boolean weighted) {
    this.criteria = List.copyOf(criteria);
    this.weighted = weighted;
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
    return new Selection(List.of(criteria), false);
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
    return new Selection(List.of(criteria), true);
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
    List<CandidateResult> eligible =
        result.candidates().stream().filter(this::eligible).toList();
    if (eligible.isEmpty()) {
      return new Choice(
          Optional.empty(),
          false,
          List.of(),
          List.of(),
          ("No candidate can be chosen: each one failed for more than %d %% of the examples, or was"
                  + " scored for less than half of them.")
              .formatted(MAX_ERROR_PERCENT));
    }
    Choice choice = weighted
        ? new WeightedChoice(criteria, result.currency()).choose(eligible)
        : new PriorityChoice(criteria, result.currency()).choose(eligible);
    return withLeftOut(choice, result, eligible);
  }

  private static Choice withLeftOut(
      Choice choice, EvaluationResult result, List<CandidateResult> eligible) {
    List<String> left = result.candidates().stream()
        .filter(candidate -> !eligible.contains(candidate))
        .map(CandidateResult::name)
        .toList();
    return left.isEmpty()
        ? choice
        : new Choice(
            choice.winner(),
            choice.decisive(),
            choice.equals(),
            choice.paretoFront(),
            choice.reason()
                + " Not considered, for too many errors or too few scores: "
                + String.join(", ", left)
                + ".");
  }

  private static void checkMeasure(Criterion criterion, EvaluationResult result) {
    Set<String> measures = new TreeSet<>();
    result
        .candidates()
        .forEach(candidate -> measures.addAll(candidate.perExample().keySet()));
    if (criterion.kind() == Criterion.Kind.QUALITY
        && !measures.isEmpty()
        && !measures.contains(criterion.measure())) {
      throw new IllegalArgumentException(
          ("\"%s\" is no measure that each example has, and a choice needs one to tell chance from"
                  + " difference; there are %s")
              .formatted(criterion.measure(), measures));
    }
  }

  private boolean eligible(CandidateResult candidate) {
    return candidate.failure().isEmpty()
        && candidate.errors() * 100 <= MAX_ERROR_PERCENT * candidate.examples()
        && criteria.stream()
            .filter(criterion -> criterion.kind() == Criterion.Kind.QUALITY)
            .allMatch(criterion -> 2L
                    * Figures.samples(candidate, criterion)
                        .map(samples -> samples.present().length)
                        .orElse(0)
                >= candidate.examples());
  }
}
