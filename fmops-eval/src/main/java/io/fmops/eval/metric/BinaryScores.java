package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Probabilities that were given to something being so, and whether it was: how well the one tells
 * the other. The probability may be that of a class, or how sure a model says it is of its answer,
 * with the truth whether the answer is right. Immutable and thread-safe.
 */
public final class BinaryScores {

  /** The bins that {@link #expectedCalibrationError()} takes: {@value}. */
  public static final int BINS = 15;

  /** Probabilities are kept this far from 0 and 1 in the logarithm, as scikit-learn does it. */
  private static final double EPSILON = Math.ulp(1.0);

  private final double[] probabilities;
  private final boolean[] truths;

  private BinaryScores(double[] probabilities, boolean[] truths) {
    this.probabilities = probabilities;
    this.truths = truths;
  }

  /**
   * Pairs of a probability and the truth.
   *
   * @param probabilities numbers of 0 to 1; copied
   * @param truths for each of them, whether it was so; copied
   * @return the pairs
   * @throws IllegalArgumentException if there are none, not as many of the one as of the other, or
   *     a probability is not 0 to 1
   */
  public static BinaryScores of(double[] probabilities, boolean[] truths) {
    if (probabilities.length != truths.length || truths.length == 0) {
      throw new IllegalArgumentException(
          "%d probabilities and %d truths; there must be as many of both, and at least one"
              .formatted(probabilities.length, truths.length));
    }
    for (double probability : probabilities) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "a probability is %s; it must be 0 to 1".formatted(probability));
      }
    }
    return new BinaryScores(probabilities.clone(), truths.clone());
  }

  /**
   * How many pairs there are.
   *
   * @return 1 or more
   */
  public int size() {
    return truths.length;
  }

  /**
   * The area under the receiver operating characteristic: the probability that something true was
   * given a higher score than something false, a tie counting half (Hanley and McNeil, "The meaning
   * and use of the area under a receiver operating characteristic (ROC) curve", Radiology 143,
   * 1982), which is the statistic of Mann and Whitney over the number of such pairs. In time n log
   * n.
   *
   * @return 0 to 1; 0.5 is chance; empty if everything is true, or nothing
   */
  public OptionalDouble rocAuc() {
    long positives = 0;
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    for (boolean truth : truths) {
      positives += truth ? 1 : 0;
    }
    long negatives = truths.length - positives;
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    // Twice the rank, so that the middle of a tie is a whole number and the sum is exact.
    long ranks = 0;
    for (int i = 0; i < truths.length; i++) {
      if (truths[i]) {
        ranks += first(sorted, probabilities[i]) + last(sorted, probabilities[i]);
      }
    }
    double wins = (ranks - positives * (positives + 1)) / 2.0;
    return OptionalDouble.of(wins / positives / negatives);
  }

  /** The rank, from 1, of the first of what equals a value. */
  private static long first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1L;
  }

  /** The rank, from 1, of the last of what equals a value. */
  private static long last(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The mean of {@code -ln} of the probability that the truth was given (scikit-learn's
   * {@code log_loss}). Probabilities of 0 and 1 are moved by 2.2e-16, so a sure error costs 36.
   *
   * @return 0 or more; less is better
   */
  public double logLoss() {
    double sum = 0;
    for (int i = 0; i < truths.length; i++) {
      double p = Math.min(Math.max(probabilities[i], EPSILON), 1 - EPSILON);
      sum -= Math.log(truths[i] ? p : 1 - p);
    }
    return sum / truths.length;
  }

  /**
   * The mean squared distance of the probability from the truth, 1 or 0 (Brier, "Verification of
   * forecasts expressed in terms of probability", Monthly Weather Review 78, 1950, in the half form
   * that is used for two classes, scikit-learn's {@code brier_score_loss}).
   *
   * @return 0 to 1; less is better; always saying 0.5 has 0.25
   */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < truths.length; i++) {
      double distance = probabilities[i] - (truths[i] ? 1 : 0);
      sum += distance * distance;
    }
    return sum / truths.length;
  }

  /**
   * The expected calibration error with {@value #BINS} bins, as the paper has it.
   *
   * @return 0 to 1; less is better
   */
  public double expectedCalibrationError() {
    return expectedCalibrationError(BINS);
  }

  /**
   * How far the probabilities are from how often it was so: cut into bins of the same width, the
   * distance of a bin's mean probability from its share of truths, averaged by the bins' sizes
   * (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017). A bin
   * includes its upper end, and the first one 0.
   *
   * @param bins how many, 1 or more
   * @return 0 to 1; less is better
   * @throws IllegalArgumentException if there is no bin
   */
  public double expectedCalibrationError(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException(bins + " bins; there must be at least one");
    }
    // The distance times the size is the difference of the sums. No more bins than pairs are full.
    Map<Integer, Double> differences = new HashMap<>();
    for (int i = 0; i < truths.length; i++) {
      int bin = Math.max(0, (int) Math.ceil(probabilities[i] * bins) - 1);
      // 0.07 * 100 is a little above 7.
      bin -= bin > 0 && probabilities[i] <= (double) bin / bins ? 1 : 0;
      differences.merge(bin, probabilities[i] - (truths[i] ? 1 : 0), Double::sum);
    }
    double sum = 0;
    for (double difference : differences.values()) {
      sum += Math.abs(difference);
    }
    return sum / truths.length;
  }
}
