package io.fmops.eval.stats;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Tests whether two candidates differ on the same examples, of any kind of score, always in both
 * directions. For scores that are 0 or 1 {@link McNemar} says the same without drawing.
 *
 * <p>Examples that come from the same source must be given with their {@link Clusters}: without
 * them the test finds differences where there are none.
 *
 * <p>The same data gives the same p-value every time: the random numbers follow from the seed
 * alone, and all work is done by the calling thread. The time is the number of resamples times that
 * of the examples. Immutable and thread-safe.
 *
 * <pre>{@code
 * Significance gain = PairedTest.DEFAULT.compare(scoresOfB, scoresOfA);
 * Significance f1 = PairedTest.DEFAULT.compare(labelsOfB, labelsOfA, m -> m.macro().f1());
 * }</pre>
 *
 * @param method how candidates that are alike are imitated
 * @param resamples how many times that is done; no p-value is below 1 / (resamples + 1)
 * @param seed where the random numbers begin
 */
public record PairedTest(Method method, int resamples, long seed) {

  /** How candidates that are alike are imitated. */
  public enum Method {
    /**
     * The permutation test: if the candidates are alike, their scores could just as well be
     * exchanged, so for each example, or each cluster as a whole, a coin decides whether they are.
     * The p-value is the share of such exchanges with a difference at least as large (R. A. Fisher,
     * "The Design of Experiments", 1935, section 21). If there are no more of them than resamples,
     * as with up to 15 examples that differ by default, each is tried once and the p-value is
     * exact; else it is (b + 1) / (m + 1) for b of m random ones, which keeps the level too (B.
     * Phipson and G. K. Smyth, "Permutation p-values should never be zero", 2010).
     */
    PERMUTATION,
    /**
     * The bootstrap test: examples, or clusters, are drawn anew, and the p-value is the share of
     * resamples, counted like that above, whose difference is at least as far from the observed one
     * as that is from zero (P. Koehn, "Statistical significance tests for machine translation
     * evaluation", 2004, in the two-sided form of sacreBLEU). It asks about the difference only,
     * and not whether the scores vary alike, but with few examples it finds differences too often.
     */
    BOOTSTRAP
  }

  /** The permutation test with 19,999 resamples, the seed 1935. */
  public static final PairedTest DEFAULT = new PairedTest(Method.PERMUTATION, 19_999, 1935);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the resamples are fewer than 99
   */
  public PairedTest {
    if (resamples < 99) {
      throw new IllegalArgumentException(
          resamples + " resamples are too few for a p-value; take 99 or more");
    }
  }

  /**
   * Compares the means of scores.
   *
   * @param a the first candidate's scores, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @return the mean of a - b and its p-value
   * @throws IllegalArgumentException if the lengths differ, there are no values, or one is not
   *     finite
   */
  public Significance compare(double[] a, double[] b) {
    return compare(a, b, Clusters.singles(a.length));
  }

  /**
   * Compares the means of scores of clusters of examples.
   *
   * @param a the first candidate's scores, one an example
   * @param b the second candidate's scores, in the same order of examples
   * @param clusters which examples belong together
   * @return the mean of a - b over all examples and its p-value
   * @throws IllegalArgumentException if the lengths differ, there are no values, one is not finite,
   *     or the clusters are of another number of examples
   */
  public Significance compare(double[] a, double[] b, Clusters clusters) {
    double[] differences = Checks.differences(a, b);
    clusters.checkCovers(differences.length);
    checkSize(differences.length);
    for (double difference : differences) {
      Checks.finite(difference);
    }
    return method == Method.PERMUTATION
        ? permute(new MeanExchange(differences, clusters), differences.length)
        : draw(MeanResample.of(differences, clusters));
  }

  /**
   * Compares a statistic of labels, such as macro F1.
   *
   * @param a the first candidate's labels, one an example
   * @param b the second candidate's labels, in the same order of examples
   * @param statistic gives a finite number for a matrix; the matrices of both candidates have the
   *     same labels, all that occur
   * @return the statistic of a less that of b, and its p-value
   * @throws IllegalArgumentException if the lengths or the expected labels differ, there are no
   *     labels, or the statistic is not finite
   */
  public Significance compare(
      List<Score.Label> a, List<Score.Label> b, ToDoubleFunction<ConfusionMatrix> statistic) {
    return compare(a, b, Clusters.singles(a.size()), statistic);
  }

  /**
   * Compares a statistic of labels of clusters of examples.
   *
   * @param a the first candidate's labels, one an example
   * @param b the second candidate's labels, in the same order of examples
   * @param clusters which examples belong together
   * @param statistic gives a finite number for a matrix; the matrices of both candidates have the
   *     same labels, all that occur
   * @return the statistic of a less that of b, and its p-value
   * @throws IllegalArgumentException if the lengths or the expected labels differ, there are no
   *     labels, the clusters are of another number of examples, or the statistic is not finite
   */
  public Significance compare(
      List<Score.Label> a,
      List<Score.Label> b,
      Clusters clusters,
      ToDoubleFunction<ConfusionMatrix> statistic) {
    Checks.paired(a.size(), b.size());
    clusters.checkCovers(a.size());
    checkSize(a.size());
    LabelColumns columns = LabelColumns.of(a, b);
    return method == Method.PERMUTATION
        ? permute(new LabelExchange(columns, clusters, statistic), a.size())
        : draw(new ChoiceResample(clusters, columns.difference(statistic)));
  }

  private static void checkSize(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("a test needs at least one example, but there is none");
    }
  }

  private Significance permute(Exchange exchange, int n) {
    int units = exchange.units();
    long[] exchanged = new long[units / Long.SIZE + 1];
    double observed = Checks.finite(exchange.difference(exchanged));
    double least = Math.abs(observed) - exchange.rounding();
    // Exchanging all only turns the sign, so the first one need not be exchanged.
    if (units - 1 < Integer.SIZE - 1 && 1 << Math.max(0, units - 1) <= resamples) {
      int patterns = 1 << Math.max(0, units - 1);
      int extreme = 0;
      for (int pattern = 0; pattern < patterns; pattern++) {
        exchanged[0] = (long) pattern << 1;
        extreme += Math.abs(Checks.finite(exchange.difference(exchanged))) >= least ? 1 : 0;
      }
      return new Significance(observed, (double) extreme / patterns, n);
    }
    SplittableRandom random = new SplittableRandom(seed);
    int extreme = 0;
    for (int i = 0; i < resamples; i++) {
      for (int word = 0; word < exchanged.length; word++) {
        exchanged[word] = random.nextLong();
      }
      extreme += Math.abs(Checks.finite(exchange.difference(exchanged))) >= least ? 1 : 0;
    }
    return new Significance(observed, (extreme + 1.0) / (resamples + 1.0), n);
  }

  private Significance draw(Resample sample) {
    double observed = Checks.finite(sample.values()[0]);
    double least = Math.abs(observed) * (1 - 1e-12);
    SplittableRandom random = new SplittableRandom(seed);
    int extreme = 0;
    for (int i = 0; i < resamples; i++) {
      extreme += Math.abs(Checks.finite(sample.draw(random)[0]) - observed) >= least ? 1 : 0;
    }
    return new Significance(observed, (extreme + 1.0) / (resamples + 1.0), sample.examples());
  }
}
