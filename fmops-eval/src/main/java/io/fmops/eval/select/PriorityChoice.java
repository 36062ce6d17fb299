package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    if (!equals.isEmpty()) {
      story.add(conclude(winner, left));
    }
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
    String figure = criterion.label() + " " + show(best, criterion);
    if (before.size() == 1) {
      return "%s (%s) is the only candidate that answered enough examples."
          .formatted(best.name(), figure);
    }
    if (same.size() == 1) {
      CandidateResult next = nearest(best, before, criterion);
      return "%s (%s) wins, ahead of %s (%s%s)."
          .formatted(
              best.name(), figure, next.name(), show(next, criterion), gap(best, next, criterion));
    }
    CandidateResult next = nearest(best, same, criterion);
    String others = same.size() == 2 ? "another one" : (same.size() - 1) + " others";
    return "%s has the best %s, but cannot be told from %s; the nearest is %s (%s%s%s)%s."
        .formatted(
            best.name(),
            figure,
            others,
            next.name(),
            show(next, criterion),
            gap(best, next, criterion),
            chance(best, next, criterion),
            same.size() < before.size() ? ", and the rest falls behind" : "");
  }

  private static CandidateResult nearest(
      CandidateResult best, List<CandidateResult> candidates, Criterion criterion) {
    return best(
        candidates.stream().filter(other -> !other.name().equals(best.name())).toList(), criterion);
  }

  private static String gap(CandidateResult best, CandidateResult other, Criterion criterion) {
    return Figures.difference(best, other, criterion)
        .map(d -> Figures.format(
            ", a difference of %.3f [%.3f, %.3f] on %d examples",
            d.value(), d.low(), d.high(), d.n()))
        .orElse("");
  }

  private static String chance(CandidateResult best, CandidateResult other, Criterion criterion) {
    double distance = Figures.merit(best, criterion) - Figures.merit(other, criterion);
    return distance <= criterion.tolerance() || Double.isNaN(distance)
        ? ", within the tolerance"
        : ", which may be chance";
  }

  private String conclude(CandidateResult winner, List<CandidateResult> left) {
    Criterion first = criteria.get(0);
    boolean alike = left.stream()
        .allMatch(other -> Figures.merit(other, first) == Figures.merit(winner, first));
    return "So the data does not decide: %s is named %s."
        .formatted(
            winner.name(),
            alike
                ? "because it comes first"
                : "for its " + first.label() + ", and only more examples would tell them apart");
  }

  private String show(CandidateResult candidate, Criterion criterion) {
    return Figures.show(candidate, criterion, currency);
  }
}
