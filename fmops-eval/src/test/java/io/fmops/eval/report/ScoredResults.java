package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of candidates "c1", "c2" and so on that have scores and nothing else. */
final class ScoredResults {

  private ScoredResults() {}

  static EvaluationResult of(String measure, double[]... scores) {
    return results(measure, new double[0], scores);
  }

  /** With a figure for each candidate that is no mean of its scores. */
  static EvaluationResult ofCorpus(String measure, double[] figures, double[]... scores) {
    return results(measure, figures, scores);
  }

  /** The same candidate, made of another number of rows. */
  static CandidateResult withRows(CandidateResult c, long rows) {
    return new CandidateResult(
        c.name(),
        c.model(),
        c.prompt(),
        c.parameters(),
        c.examples(),
        rows,
        c.answers(),
        c.errors(),
        c.truncated(),
        c.unscored(),
        c.failure(),
        c.measures(),
        c.confusion(),
        c.perExample(),
        c.latencyMillis(),
        c.latency(),
        c.inputTokens(),
        c.outputTokens(),
        c.cost(),
        c.evaluationCost(),
        c.cached());
  }

  private static EvaluationResult results(String measure, double[] figures, double[]... scores) {
    List<CandidateResult> candidates = new ArrayList<>();
    for (double[] each : scores) {
      double[] present = Samples.of(each).present();
      int number = candidates.size();
      candidates.add(new CandidateResult(
          "c" + (candidates.size() + 1),
          "function:m",
          "p",
          "",
          each.length,
          each.length,
          each.length,
          0,
          0,
          Map.of(),
          Optional.empty(),
          present.length == 0
              ? Map.of()
              : Map.of(
                  measure,
                  number < figures.length
                      ? new Estimate(
                          figures[number], figures[number], figures[number], present.length)
                      : Estimate.ofMean(present)),
          Map.of(),
          Map.of(measure, Samples.of(each)),
          Samples.of(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty()));
    }
    int most = Arrays.stream(scores).mapToInt(each -> each.length).max().orElse(0);
    return new EvaluationResult("d", most, "USD", candidates);
  }
}
