package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Two candidates' labels on the same examples, as numbers. */
final class LabelColumns {

  private final List<String> labels;
  private final int[] expected;
  private final int[][] predicted;

  private LabelColumns(List<String> labels, int[] expected, int[][] predicted) {
    this.labels = labels;
    this.expected = expected;
    this.predicted = predicted;
  }

  static LabelColumns of(List<Score.Label> a, List<Score.Label> b) {
    TreeSet<String> labels = new TreeSet<>();
    for (List<Score.Label> column : List.of(a, b)) {
      for (Score.Label score : column) {
        labels.add(score.expected());
        labels.add(score.predicted());
      }
    }
    labels.remove(Score.Label.NO_LABEL);
    Map<String, Integer> numbers = new HashMap<>();
    labels.forEach(label -> numbers.put(label, numbers.size()));
    numbers.put(Score.Label.NO_LABEL, numbers.size());
    int[] expected = new int[a.size()];
    int[][] predicted = new int[2][a.size()];
    for (int i = 0; i < expected.length; i++) {
      Score.Label first = a.get(i);
      Score.Label second = b.get(i);
      if (!first.expected().equals(second.expected())) {
        throw new IllegalArgumentException(
            "pair %d expects \"%.60s\" and \"%.60s\"; both must be of the same example"
                .formatted(i, first.expected(), second.expected()));
      }
      expected[i] = numbers.getOrDefault(first.expected(), 0);
      predicted[0][i] = numbers.getOrDefault(first.predicted(), 0);
      predicted[1][i] = numbers.getOrDefault(second.predicted(), 0);
    }
    return new LabelColumns(List.copyOf(labels), expected, predicted);
  }

  /** The matrix of one candidate over a choice of examples. */
  ConfusionMatrix matrix(int candidate, int[] indices) {
    long[][] counts = counts();
    for (int i : indices) {
      count(counts, i, candidate);
    }
    return matrix(counts);
  }

  ConfusionMatrix matrix(long[][] counts) {
    return ConfusionMatrix.of(labels, counts);
  }

  /** Counts of nothing yet, in the shape of a matrix. */
  long[][] counts() {
    return new long[labels.size()][labels.size() + 1];
  }

  void count(long[][] counts, int example, int candidate) {
    counts[expected[example]][predicted[candidate][example]]++;
  }

  /** Whether the candidates' answers to an example are different. */
  boolean differ(int example) {
    return predicted[0][example] != predicted[1][example];
  }

  /** How much higher a statistic is for the first candidate than for the second. */
  ToDoubleFunction<int[]> difference(ToDoubleFunction<ConfusionMatrix> statistic) {
    return indices ->
        statistic.applyAsDouble(matrix(0, indices)) - statistic.applyAsDouble(matrix(1, indices));
  }
}
