package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses by criteria of which the first that tells candidates apart decides. */
final class PriorityChoice {

  private final List<Criterion> criteria;
  private final String currency;

  PriorityChoice(List<Criterion> criteria, String currency) {
    this.criteria = criteria;
    this.currency = currency;
  }

  Choice choose(List<CandidateResult> candidates) {
    List<CandidateResult> left = candidates;
    List<String> story = new ArrayList<>();
    for (Criterion criterion : criteria) {
      CandidateResult best = best(left, criterion);
      List<CandidateResult> same =
          left.stream().filter(other -> Figures.same(best, other, criterion)).toList();
      if (same.size() < left.size() || criterion.equals(criteria.get(0))) {
        story.add(tell(criterion, best, left, same));
      }
      left = same;
      if (left.size() == 1) {
        break;
      }
    }
    // What is left is the same by every criterion; the first one's figure names one of them.
    CandidateResult winner = best(left, criteria.get(0));
    List<String> equals = left.stream()
        .filter(other -> !other.name().equals(winner.name()))
        .map(CandidateResult::name)
        .toList();
    story.add(conclude(winner, equals));
    return new Choice(
        Optional.of(winner.name()),
        equals.isEmpty(),
        equals,
        ParetoFront.of(candidates, criteria),
        String.join(" ", story));
  }

  private static CandidateResult best(List<CandidateResult> candidates, Criterion criterion) {
    return candidates.stream()
        .max(Comparator.comparingDouble(candidate -> Figures.merit(candidate, criterion)))
        .orElseThrow();
  }

  private String tell(
      Criterion criterion,
      CandidateResult best,
      List<CandidateResult> before,
      List<CandidateResult> same) {
    if (before.size() == 1) {
      return "%s is the only candidate that answered enough examples: %s %s."
          .formatted(best.name(), criterion.label(), show(best, criterion));
    }
    Optional<CandidateResult> next = before.stream()
        .filter(other -> !same.contains(other))
        .max(Comparator.comparingDouble(other -> Figures.merit(other, criterion)));
    String best1 = "%s (%s)".formatted(best.name(), show(best, criterion));
    if (same.size() == 1) {
      return "%s wins on %s, ahead of %s (%s)%s."
          .formatted(
              best1,
              criterion.label(),
              next.orElseThrow().name(),
              show(next.orElseThrow(), criterion),
              gap(best, next.orElseThrow(), criterion));
    }
    String others = same.stream()
        .filter(other -> !other.name().equals(best.name()))
        .map(other -> "%s (%s%s)"
            .formatted(other.name(), show(other, criterion), why(best, other, criterion)))
        .collect(Collectors.joining(", "));
    return "On %s, %s is not told from %s%s."
        .formatted(
            criterion.label(),
            best1,
            others,
            next.map(n -> "; " + n.name() + " and below fall behind").orElse(""));
  }

  private static String gap(CandidateResult best, CandidateResult other, Criterion criterion) {
    return Figures.difference(best, other, criterion)
        .map(d -> ", a difference of " + interval(d, criterion))
        .orElse("");
  }

  private static String why(CandidateResult best, CandidateResult other, Criterion criterion) {
    double distance = Figures.merit(best, criterion) - Figures.merit(other, criterion);
    if (distance <= criterion.tolerance() || Double.isNaN(distance)) {
      return ", within the tolerance";
    }
    return Figures.difference(best, other, criterion)
        .map(d -> ", a difference of " + interval(d, criterion) + " may be chance")
        .orElse("");
  }

  private static String interval(Estimate difference, Criterion criterion) {
    String unit = criterion.kind() == Criterion.Kind.SPEED ? " ms" : "";
    return Figures.format(
        "%.3f%s [%.3f, %.3f] on %d examples",
        difference.value(), unit, difference.low(), difference.high(), difference.n());
  }

  private String conclude(CandidateResult winner, List<String> equals) {
    return equals.isEmpty()
        ? "The choice is %s.".formatted(winner.name())
        : ("The data cannot tell %s from %s: %s is named for the better %s, but only more examples"
                + " would make that a finding.")
            .formatted(
                winner.name(),
                String.join(", ", equals),
                winner.name(),
                criteria.get(0).label());
  }

  private String show(CandidateResult candidate, Criterion criterion) {
    return Figures.show(candidate, criterion, currency);
  }
}
