package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * All players' ratings for comparisons and for what is drawn from them, kept so that the interval
 * of any figure of the ratings can be found without fitting again. Immutable.
 */
final class PlayerReplicates {

  private static final double POINTS = 400 / StrictMath.log(10);
  private static final double MEAN = 1_000;

  private final int[] groups;
  private final long total;
  private final double[] ratings;
  private final double[][] drawn;
  // Without one comparison each, and how many comparisons are like it.
  private final double[][] leftOut;
  private final double[] times;

  PlayerReplicates(Comparisons comparisons, double prior, Bootstrap settings) {
    long[] counts = comparisons.counts();
    this.groups = groups(comparisons.players().size(), comparisons);
    Strengths strengths = new Strengths(groups.length, comparisons.pairs(), prior);
    double[] found = strengths.of(counts, new double[groups.length], 1e-9);
    this.total = comparisons.total();
    this.ratings = ratings(found);
    AliasTable cells = new AliasTable(counts);
    SplittableRandom random = new SplittableRandom(settings.seed());
    this.drawn = new double[settings.replicates()][];
    for (int i = 0; i < drawn.length; i++) {
      long[] again = new long[counts.length];
      for (long j = 0; j < total; j++) {
        again[cells.draw(random)]++;
      }
      // Replicates need less precision, as chance moves them far more.
      drawn[i] = ratings(strengths.of(again, found, 1e-4));
    }
    int[] without = settings.method() == Bootstrap.Method.PERCENTILE
        ? new int[0]
        : cells.choose(random, settings.replicates());
    boolean all = without.length == cells.size();
    this.leftOut = new double[without.length][];
    this.times = new double[without.length];
    for (int i = 0; i < without.length; i++) {
      long[] rest = counts.clone();
      rest[without[i]]--;
      leftOut[i] = ratings(strengths.of(rest, found, 1e-6));
      times[i] = all ? (double) counts[without[i]] : 1;
    }
  }

  /** The group of each player, named by the number of one in it: those that comparisons connect. */
  private static int[] groups(int players, Comparisons comparisons) {
    int[] parents = new int[players];
    Arrays.setAll(parents, i -> i);
    for (int pair = 0; pair < comparisons.pairs().length; pair++) {
      int first = root(parents, comparisons.pairs()[pair][0]);
      int second = root(parents, comparisons.pairs()[pair][1]);
      int at = Comparisons.OUTCOMES * pair;
      long[] outcomes = Arrays.copyOfRange(comparisons.counts(), at, at + Comparisons.OUTCOMES);
      if (Arrays.stream(outcomes).sum() > 0) {
        parents[Math.max(first, second)] = Math.min(first, second);
      }
    }
    int[] groups = new int[players];
    Arrays.setAll(groups, player -> root(parents, player));
    return groups;
  }

  private static int root(int[] parents, int player) {
    int root = player;
    while (parents[root] != root) {
      root = parents[root];
    }
    return root;
  }

  /** Strengths in points, the mean of each group being the same. */
  private double[] ratings(double[] strengths) {
    double[] sums = new double[strengths.length];
    int[] sizes = new int[strengths.length];
    double[] points = new double[strengths.length];
    for (int player = 0; player < points.length; player++) {
      points[player] = POINTS * strengths[player];
      sums[groups[player]] += points[player];
      sizes[groups[player]]++;
    }
    for (int player = 0; player < points.length; player++) {
      int group = groups[player];
      points[player] += MEAN - sums[group] / sizes[group];
    }
    return points;
  }

  int group(int player) {
    return groups[player];
  }

  /** Any figure of the ratings, to be estimated. */
  Resample figure(long examples, ToDoubleFunction<double[]> figure) {
    return new Resample() {
      private int next;

      @Override
      public long examples() {
        return examples;
      }

      @Override
      public double[] values() {
        return of(ratings);
      }

      @Override
      public double[] draw(SplittableRandom random) {
        return of(drawn[next++]);
      }

      @Override
      public double[] accelerations(double[] values, SplittableRandom random, int limit) {
        Jackknife jackknife = new Jackknife(values);
        for (int i = 0; i < leftOut.length; i++) {
          jackknife.add(of(leftOut[i]), times[i]);
        }
        return jackknife.accelerations((double) total);
      }

      private double[] of(double[] some) {
        return new double[] {figure.applyAsDouble(some)};
      }
    };
  }
}
