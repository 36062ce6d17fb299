package io.fmops.guardrails.tools;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Figures of scores against labels. Stateless. */
public final class Figures {

  private Figures() {}

  /**
   * Area under the ROC curve: how often a positive has a higher score than a negative, ties half
   * (Mann and Whitney 1947). NaN unless there are both.
   *
   * @param scores one for each text
   * @param labels whether the text is positive
   * @return 0 to 1
   * @throws IllegalArgumentException if a score is no number
   */
  public static double auc(double[] scores, boolean[] labels) {
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a score is not a number");
    }
    Integer[] order = order(scores, false);
    double positives = 0;
    double rankSum = 0;
    int i = 0;
    while (i < order.length) {
      int j = i;
      while (j < order.length && scores[order[j]] == scores[order[i]]) {
        j++;
      }
      double rank = (i + 1 + j) / 2.0;
      for (int k = i; k < j; k++) {
        if (labels[order[k]]) {
          positives++;
          rankSum += rank;
        }
      }
      i = j;
    }
    double negatives = order.length - positives;
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
  }

  /** F1 of "score at least the threshold". */
  static double f1(double[] scores, boolean[] labels, double threshold) {
    int hits = 0;
    int flagged = 0;
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean flag = scores[i] >= threshold;
      hits += flag && labels[i] ? 1 : 0;
      flagged += flag ? 1 : 0;
      positives += labels[i] ? 1 : 0;
    }
    return 2.0 * hits / (flagged + positives);
  }

  /**
   * Precision at the lowest threshold that flags at most this share of the negatives. NaN if that
   * flags nothing.
   */
  static double precisionAt(double[] scores, boolean[] labels, double falsePositives) {
    Integer[] order = order(scores, true);
    long negatives = IntStream.range(0, labels.length).filter(i -> !labels[i]).count();
    double allowed = falsePositives * negatives;
    double precision = Double.NaN;
    int wrong = 0;
    int i = 0;
    while (i < order.length) {
      int j = i;
      while (j < order.length && scores[order[j]] == scores[order[i]]) {
        wrong += labels[order[j++]] ? 0 : 1;
      }
      if (wrong > allowed) {
        break;
      }
      precision = (double) (j - wrong) / j;
      i = j;
    }
    return precision;
  }

  /**
   * Expected calibration error in equal bins (Guo et al. 2017), of probabilities of the positive.
   */
  static double calibrationError(double[] scores, boolean[] labels, int bins) {
    double[] sum = new double[bins];
    double[] positives = new double[bins];
    for (int i = 0; i < scores.length; i++) {
      int bin = Math.min(bins - 1, (int) (scores[i] * bins));
      sum[bin] += scores[i];
      positives[bin] += labels[i] ? 1 : 0;
    }
    double error = 0;
    for (int b = 0; b < bins; b++) {
      error += Math.abs(sum[b] - positives[b]) / scores.length;
    }
    return error;
  }

  /** Share of scores at or above a threshold; NaN if there are none. */
  static double flagged(double[] scores, double threshold) {
    return Arrays.stream(scores).filter(s -> s >= threshold).count() / (double) scores.length;
  }

  private static Integer[] order(double[] scores, boolean down) {
    Comparator<Integer> byScore = Comparator.comparingDouble(i -> scores[i]);
    Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, down ? byScore.reversed() : byScore);
    return order;
  }
}
