package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Confidence intervals by the bootstrap: the sample is drawn anew from itself many times, with
 * replacement and in its own size, and the statistic of every such replicate is taken. The interval
 * is what lies between two of them in ascending order; {@link Method} says which. It assumes that
 * the examples are independent of each other, or that their {@link Clusters} are, and nothing about
 * how the scores are distributed. With fewer than some 20 examples the interval is too narrow.
 *
 * <p>The same data gives the same interval every time: the random numbers follow from the seed
 * alone, and all work is done by the calling thread. The time is the number of replicates times the
 * size of the sample; the BCa method takes at most twice as long as the percentile method. Means
 * and statistics of sums of more than {@value #BUNDLED} independent examples are drawn in 10,000
 * bundles that are put together by lot: bundles vary as their examples do, so that the interval is
 * the same but for chance, and a million examples take no longer than ten thousand. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * Estimate f1 = Bootstrap.DEFAULT.statistic(matrix, m -> m.macro().f1());
 * Estimate gain = Bootstrap.DEFAULT.pairedDifference(scoresOfB, scoresOfA);
 * }</pre>
 *
 * <p>Some degenerate samples have intervals without width: one example, or one cluster, and
 * examples that are all alike. That is what the method gives; it does not mean that the number is
 * certain. For shares of successes {@link Wilson} does better.
 *
 * @param replicates how many replicates are drawn, enough for the interval to have ends: 39 or more
 *     at 95 %
 * @param confidence the probability that the interval is meant to cover the true value with, more
 *     than 0 and less than 1
 * @param seed where the random numbers begin
 * @param method which replicates are the ends of the interval
 */
public record Bootstrap(int replicates, double confidence, long seed, Method method) {

  /** Which of the replicates are the ends of the interval. */
  public enum Method {
    /**
     * The k-th smallest and the k-th largest, k being (replicates + 1) (1 - confidence) / 2,
     * rounded down (B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993,
     * chapter 13).
     */
    PERCENTILE,
    /**
     * Bias-corrected and accelerated: both ends are moved by how many replicates are less than the
     * statistic itself, and by the skewness of the statistic, which the jackknife finds (B. Efron,
     * "Better bootstrap confidence intervals", 1987; the book's chapter 14). It is nearer to the
     * confidence asked for if scores are skewed or the statistic is biased. Of more examples than
     * replicates, the jackknife leaves out a random choice of them, a tenth as many as replicates.
     */
    BCA
  }

  /** 2,000 replicates, an interval of 95 %, the seed 1993, the BCa method. */
  public static final Bootstrap DEFAULT = new Bootstrap(2_000, 0.95, 1993, Method.BCA);

  /** More independent examples than this are drawn in bundles. */
  static final int BUNDLED = 20_000;

  private static final int BUNDLES = 10_000;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the confidence is out of its range, or the replicates are
   *     too few for it
   */
  public Bootstrap {
    Checks.inside("the confidence", confidence);
    if (Replicates.rank(replicates, (1 - confidence) / 2) < 1) {
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
    double[] sample = sample(values);
    return constant(sample)
        ? point(sample)
        : estimate(
            sample.length > BUNDLED
                ? MeanResample.of(sample, Clusters.bundles(sample.length, BUNDLES, seed))
                : MeanResample.of(sample));
  }

  /**
   * The mean of a sample of clusters.
   *
   * @param values finite numbers, one an example
   * @param clusters which examples belong together
   * @return the mean over all examples and its interval
   * @throws IllegalArgumentException if there are no values, one is not finite, or the clusters are
   *     of another number of examples
   */
  public Estimate mean(double[] values, Clusters clusters) {
    clusters.checkCovers(values.length);
    double[] sample = sample(values);
    return constant(sample) ? point(sample) : estimate(MeanResample.of(sample, clusters));
  }

  /**
   * A statistic that is made of sums over the examples, such as corpus BLEU.
   *
   * @param columns for each sum what each example adds to it, finite numbers; at least one column,
   *     all as long as there are examples
   * @param formula gives a finite number for the sums, which it gets in the order of the columns;
   *     the array is reused, so it must not be kept
   * @return the statistic of all examples and its interval
   * @throws IllegalArgumentException if there are no columns or examples, the lengths differ, or
   *     the statistic is not finite
   */
  public Estimate ofSums(double[][] columns, ToDoubleFunction<double[]> formula) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a statistic of sums needs at least one column");
    }
    int n = columns[0].length;
    for (double[] column : columns) {
      if (column.length != n) {
        throw new IllegalArgumentException(
            "columns are of %d and of %d examples".formatted(n, column.length));
      }
    }
    checkSize(n);
    double[][] terms = n > BUNDLED ? bundled(columns) : columns;
    double[] sums = new double[terms.length];
    Estimate estimate = statistic(terms[0].length, chosen -> {
      for (int i = 0; i < sums.length; i++) {
        double sum = 0;
        for (int index : chosen) {
          sum += terms[i][index];
        }
        sums[i] = sum;
      }
      return formula.applyAsDouble(sums);
    });
    return new Estimate(estimate.value(), estimate.low(), estimate.high(), n);
  }

  private double[][] bundled(double[][] columns) {
    Clusters bundles = Clusters.bundles(columns[0].length, BUNDLES, seed);
    double[][] sums = new double[columns.length][BUNDLES];
    for (int i = 0; i < columns.length; i++) {
      double[] column = columns[i];
      Arrays.setAll(sums[i], bundle -> bundles.sum(bundle, column));
    }
    return sums;
  }

  /**
   * Any statistic of a sample.
   *
   * @param n how many examples there are
   * @param statistic gives a finite number for a choice of examples, which it gets as their indices
   *     from 0, some of them repeatedly. A replicate has n of them; the BCa method also asks for
   *     choices without one example, so take the length from the array. The array is reused, so it
   *     must not be kept.
   * @return the statistic of the sample and its interval
   * @throws IllegalArgumentException if there are no examples, or the statistic is not finite
   */
  public Estimate statistic(int n, ToDoubleFunction<int[]> statistic) {
    checkSize(n);
    return estimate(new ChoiceResample(Clusters.singles(n), statistic));
  }

  /**
   * Any statistic of a sample of clusters.
   *
   * @param clusters which examples belong together
   * @param statistic gives a finite number for a choice of examples, which it gets as their indices
   *     from 0, some of them repeatedly; how many they are depends on the clusters drawn
   * @return the statistic of the sample and its interval
   * @throws IllegalArgumentException if there are no examples, or the statistic is not finite
   */
  public Estimate statistic(Clusters clusters, ToDoubleFunction<int[]> statistic) {
    checkSize(clusters.examples());
    return estimate(new ChoiceResample(clusters, statistic));
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
    return statistics(matrix, Map.of("", statistic)).values().iterator().next();
  }

  /**
   * Several statistics of a confusion matrix. The intervals are those that each statistic has by
   * itself, but all are taken from the same replicates, which takes no longer than one of them.
   *
   * @param matrix the counts
   * @param statistics functions that give a finite number for a matrix, by their names
   * @return the statistics of the matrix and their intervals by the same names, in the same order
   * @throws IllegalArgumentException if the matrix is empty, or a statistic is not finite
   */
  public Map<String, Estimate> statistics(
      ConfusionMatrix matrix, Map<String, ToDoubleFunction<ConfusionMatrix>> statistics) {
    checkSize(matrix.total());
    List<Estimate> estimates =
        Replicates.estimates(this, new CellResample(matrix, List.copyOf(statistics.values())));
    Map<String, Estimate> named = new LinkedHashMap<>();
    statistics.keySet().forEach(name -> named.put(name, estimates.get(named.size())));
    return Collections.unmodifiableMap(named);
  }

  /**
   * A statistic of the confusion matrix of clusters of labels.
   *
   * @param labels one score an example
   * @param clusters which examples belong together
   * @param statistic gives a finite number for a matrix; all matrices have the same labels, all
   *     that occur
   * @return the statistic of all examples and its interval
   * @throws IllegalArgumentException if there are no labels, the clusters are of another number of
   *     examples, or the statistic is not finite
   */
  public Estimate statistic(
      List<Score.Label> labels, Clusters clusters, ToDoubleFunction<ConfusionMatrix> statistic) {
    clusters.checkCovers(labels.size());
    LabelColumns columns = LabelColumns.of(labels, labels);
    return statistic(clusters, indices -> statistic.applyAsDouble(columns.matrix(0, indices)));
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
    return mean(Checks.differences(a, b));
  }

  /**
   * The mean of the differences between two candidates' scores on the same clusters of examples.
   *
   * @param a the first candidate's scores, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @param clusters which examples belong together
   * @return the mean of a - b and its interval
   * @throws IllegalArgumentException if the lengths differ, there are no values, one is not finite,
   *     or the clusters are of another number of examples
   */
  public Estimate pairedDifference(double[] a, double[] b, Clusters clusters) {
    return mean(Checks.differences(a, b), clusters);
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
    return pairedDifference(a, b, Clusters.singles(a.size()), statistic);
  }

  /**
   * The difference between a statistic of two candidates' labels on the same clusters of examples.
   *
   * @param a the first candidate's labels, one an example
   * @param b the second candidate's labels, in the same order of examples
   * @param clusters which examples belong together
   * @param statistic gives a finite number for a matrix; the matrices of both candidates have the
   *     same labels, all that occur
   * @return the statistic of a less that of b, and its interval
   * @throws IllegalArgumentException if the lengths or the expected labels differ, there are no
   *     labels, the clusters are of another number of examples, or the statistic is not finite
   */
  public Estimate pairedDifference(
      List<Score.Label> a,
      List<Score.Label> b,
      Clusters clusters,
      ToDoubleFunction<ConfusionMatrix> statistic) {
    Checks.paired(a.size(), b.size());
    clusters.checkCovers(a.size());
    return statistic(clusters, LabelColumns.of(a, b).difference(statistic));
  }

  private Estimate estimate(Resample sample) {
    return Replicates.estimates(this, sample).get(0);
  }

  /** A copy, as the caller's array may change. */
  private static double[] sample(double[] values) {
    checkSize(values.length);
    double[] sample = values.clone();
    for (double value : sample) {
      Checks.finite(value);
    }
    return sample;
  }

  private static boolean constant(double[] sample) {
    return Arrays.stream(sample).allMatch(value -> value == sample[0]);
  }

  private static Estimate point(double[] sample) {
    return new Estimate(sample[0], sample[0], sample[0], sample.length);
  }

  /**
   * A number from 0 to n - 1; the 63 random bits make every one equally likely but for n / 2^63.
   */
  static int draw(SplittableRandom random, int n) {
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) n << 1);
  }

  private static void checkSize(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("a bootstrap needs at least one example, but n is " + n);
    }
  }
}
