package io.fmops.eval.run;

import io.fmops.eval.metric.Score;
import io.fmops.eval.stats.ConfidenceSequence;
import io.fmops.eval.stats.Estimate;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Watches a run until it is {@link Settled}. For one thread. */
final class Settling {

  private static final long LIKELY_EXAMPLES = 500;

  private final Settled rule;
  private final int cellsPerExample;
  private final int candidates;

  /** How much better each candidate is than each other, the row's than the column's. */
  private final ConfidenceSequence[][] differences;

  private final double[] sums;
  private final int[] counts;
  private int seen;
  private final Set<String> names = new TreeSet<>();

  Settling(Settled rule, int candidates, int repetitions) {
    this.rule = rule;
    this.candidates = candidates;
    cellsPerExample = candidates * repetitions;
    int pairs = Math.max(1, candidates * (candidates - 1) / 2);
    differences = new ConfidenceSequence[candidates][candidates];
    for (ConfidenceSequence[] row : differences) {
      Arrays.setAll(
          row, i -> new ConfidenceSequence(1 - (1 - rule.confidence()) / pairs, LIKELY_EXAMPLES));
    }
    sums = new double[candidates];
    counts = new int[candidates];
  }

  /**
   * Takes a row.
   *
   * @throws IllegalArgumentException if the first rows with scores do not have the rule's
   */
  void add(int candidate, ResultRow row) {
    for (Score score : row.scores()) {
      names.add(
          score instanceof Score.Label ? CandidateTally.accuracy(score.name()) : score.name());
      if (score instanceof Score.Label label
          && CandidateTally.accuracy(label.name()).equals(rule.score())) {
        add(candidate, label.expected().equals(label.predicted()) ? 1 : 0);
      } else if (score.name().equals(rule.score())) {
        if (score instanceof Score.Value value) {
          add(candidate, value.value());
        } else if (score instanceof Score.Summed summed) {
          add(candidate, summed.value());
        }
      }
    }
    if (++seen == cellsPerExample) {
      endExample();
    }
  }

  private void add(int candidate, double value) {
    sums[candidate] += value;
    counts[candidate]++;
  }

  private void endExample() {
    for (int a = 0; a < candidates; a++) {
      for (int b = 0; b < candidates; b++) {
        if (a != b && counts[a] > 0 && counts[b] > 0) {
          double difference = sums[a] / counts[a] - sums[b] / counts[b];
          differences[a][b].add(rule.lessIsBetter() ? -difference : difference);
        }
      }
    }
    if (!names.isEmpty() && !names.contains(rule.score())) {
      throw new IllegalArgumentException(
          "the run cannot end when \"%s\" is settled, as no evaluator gives that score; there are %s"
              .formatted(rule.score(), names));
    }
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
    seen = 0;
  }

  /** Whether one candidate is better than each other one, or as good but for the tolerance. */
  boolean settled() {
    for (int best = 0; best < candidates; best++) {
      int settled = 0;
      for (int other = 0; other < candidates; other++) {
        settled += other != best && settled(differences[best][other]) ? 1 : 0;
      }
      if (candidates > 1 && settled == candidates - 1) {
        return true;
      }
    }
    return false;
  }

  private boolean settled(ConfidenceSequence difference) {
    if (difference.size() < rule.atLeast()) {
      return false;
    }
    Estimate estimate = difference.estimate();
    return estimate.low() > 0
        || (estimate.low() >= -rule.tolerance() && estimate.high() <= rule.tolerance());
  }
}
