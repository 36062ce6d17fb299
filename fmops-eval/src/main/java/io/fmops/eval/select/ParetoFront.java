package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import java.util.List;

/** The candidates that no other one dominates. Stateless. */
final class ParetoFront {

  private ParetoFront() {}

  static List<String> of(List<CandidateResult> candidates, List<Criterion> criteria) {
    return candidates.stream()
        .filter(one -> candidates.stream().noneMatch(other -> dominates(other, one, criteria)))
        .map(CandidateResult::name)
        .toList();
  }

  /** At least as good in everything, and better in something, by the point estimates. */
  private static boolean dominates(CandidateResult a, CandidateResult b, List<Criterion> criteria) {
    boolean better = false;
    for (Criterion criterion : criteria) {
      double left = Figures.merit(a, criterion);
      double right = Figures.merit(b, criterion);
      if (left < right) {
        return false;
      }
      better |= left > right;
    }
    return better;
  }
}
