package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Confidence intervals by the percentile bootstrap (B. Efron and R. J. Tibshirani, "An Introduction
 * to the Bootstrap", 1993, chapter 13): the sample is drawn anew from itself many times, with
 * replacement and in its own size; the statistic of every such replicate is taken; and the interval
 * is what lies between the k-th smallest and the k-th largest of them, k being (replicates + 1) (1
 * - confidence) / 2, rounded down. It assumes that the examples are independent of each other, and
 * nothing about how the scores are distributed. With fewer than some 20 examples the interval is
 * too narrow.
 *
 * <p>The same data gives the same interval every time: the random numbers follow from the seed
 * alone, and all work is done by the calling thread. The time is the number of replicates times the
 * size of the sample. Immutable and thread-safe.
 *
 * <pre>{@code
 * Estimate f1 = Bootstrap.DEFAULT.statistic(matrix, m -> m.macro().f1());
 * Estimate gain = Bootstrap.DEFAULT.pairedDifference(scoresOfB, scoresOfA);
 * }</pre>
 *
 * <p>Two degenerate samples have intervals without width: one example, and examples that are all
 * alike. That is what the method gives; it does not mean that the number is certain.
 *
 * @param replicates how many replicates are drawn, enough for the interval to have ends: 39 or more
 *     at 95 %
 * @param confidence the probability that the interval is meant to cover the true value with, more
 *     than 0 and less than 1
 * @param seed where the random numbers begin
 */
public record Bootstrap(int replicates, double confidence, long seed) {

  /** 2,000 replicates, an interval of 95 %, the seed 1993. */
  public static final Bootstrap DEFAULT = new Bootstrap(2_000, 0.95, 1993);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the confidence is out of its range, or the replicates are
   *     too few for it
   */
  public Bootstrap {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "the confidence is " + confidence + "; it must lie between 0 and 1");
    }
    if (rank(replicates, confidence) < 1) {
      throw new IllegalArgumentException("%d replicates are too few for a confidence of %s; take %d"
          .formatted(replicates, confidence, (long) Math.ceil(2 / (1 - confidence) - 1e-9) - 1));
    }
  }

  /**
   * The mean of a sample.
   *
   * @param values finite numbers, one an example
   * @return the mean and its interval
   * @throws IllegalArgumentException if there are no values, or one is not finite
   */
  public Estimate mean(double[] values) {
    double[] sample = values.clone();
    int n = sample.length;
    checkSize(n);
    for (double value : sample) {
      checkFinite(value);
    }
    if (Arrays.stream(sample).allMatch(value -> value == sample[0])) {
      return new Estimate(sample[0], sample[0], sample[0], n);
    }
    SplittableRandom random = new SplittableRandom(seed);
    return interval(Arrays.stream(sample).sum() / n, n, () -> {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += sample[draw(random, n)];
      }
      return sum / n;
    });
  }

  /**
   * Any statistic of a sample.
   *
   * @param n how many examples there are
   * @param statistic gives a finite number for a choice of n examples, which it gets as their
   *     indices from 0, some of them repeatedly; the array is reused, so it must not be kept
   * @return the statistic of the sample and its interval
   * @throws IllegalArgumentException if there are no examples, or the statistic is not finite
   */
  public Estimate statistic(int n, ToDoubleFunction<int[]> statistic) {
    checkSize(n);
    int[] indices = new int[n];
    Arrays.setAll(indices, i -> i);
    double value = checkFinite(statistic.applyAsDouble(indices));
    SplittableRandom random = new SplittableRandom(seed);
    return interval(value, n, () -> {
      for (int i = 0; i < n; i++) {
        indices[i] = draw(random, n);
      }
      return statistic.applyAsDouble(indices);
    });
  }

  /**
   * A statistic of a confusion matrix, such as its macro F1. Drawing rows of labels is drawing
   * cells of their matrix, so the rows themselves are not needed, and no object is made for them.
   *
   * @param matrix the counts
   * @param statistic gives a finite number for a matrix
   * @return the statistic of the matrix and its interval
   * @throws IllegalArgumentException if the matrix is empty, or the statistic is not finite
   */
  public Estimate statistic(ConfusionMatrix matrix, ToDoubleFunction<ConfusionMatrix> statistic) {
    long n = matrix.total();
    checkSize(n);
    Cells cells = Cells.of(matrix);
    SplittableRandom random = new SplittableRandom(seed);
    return interval(
        checkFinite(statistic.applyAsDouble(matrix)),
        n,
        () -> statistic.applyAsDouble(cells.draw(random)));
  }

  /**
   * The mean of the differences between two candidates' scores on the same examples: positive where
   * the first one scores higher. Examples are drawn as pairs, so what makes an example hard for
   * both does not widen the interval.
   *
   * @param a the first candidate's scores, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @return the mean of a - b and its interval
   * @throws IllegalArgumentException if the lengths differ, there are no values, or one is not
   *     finite
   */
  public Estimate pairedDifference(double[] a, double[] b) {
    checkPaired(a.length, b.length);
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    return mean(differences);
  }

  /**
   * The difference between a statistic of two candidates' labels on the same examples, such as
   * their macro F1. Examples are drawn as pairs.
   *
   * @param a the first candidate's labels, one an example
   * @param b the second candidate's labels, in the same order of examples
   * @param statistic gives a finite number for a matrix; the matrices of both candidates have the
   *     same labels, all that occur
   * @return the statistic of a less that of b, and its interval
   * @throws IllegalArgumentException if the lengths or the expected labels differ, there are no
   *     labels, or the statistic is not finite
   */
  public Estimate pairedDifference(
      List<Score.Label> a, List<Score.Label> b, ToDoubleFunction<ConfusionMatrix> statistic) {
    checkPaired(a.size(), b.size());
    checkSize(a.size());
    LabelColumns columns = LabelColumns.of(a, b);
    return statistic(a.size(), indices -> {
      ConfusionMatrix first = columns.matrix(0, indices);
      ConfusionMatrix second = columns.matrix(1, indices);
      return statistic.applyAsDouble(first) - statistic.applyAsDouble(second);
    });
  }

  private Estimate interval(double value, long n, DoubleSupplier replicate) {
    double[] statistics = new double[replicates];
    for (int i = 0; i < replicates; i++) {
      statistics[i] = checkFinite(replicate.getAsDouble());
    }
    Arrays.sort(statistics);
    int rank = rank(replicates, confidence);
    return new Estimate(value, statistics[rank - 1], statistics[replicates - rank], n);
  }

  /** The k of the k-th smallest and largest; what is lost to rounding must not cost a rank. */
  private static int rank(int replicates, double confidence) {
    return (int) Math.floor((replicates + 1.0) * (1 - confidence) / 2 + 1e-9);
  }

  /**
   * A number from 0 to n - 1; the 63 random bits make every one equally likely but for n / 2^63.
   */
  static int draw(SplittableRandom random, int n) {
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) n << 1);
  }

  private static void checkPaired(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException(
          "%d and %d values cannot be paired; both must be of the same examples".formatted(a, b));
    }
  }

  private static void checkSize(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("a bootstrap needs at least one example, but n is " + n);
    }
  }

  private static double checkFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the value " + value + " is not finite");
    }
    return value;
  }
}
