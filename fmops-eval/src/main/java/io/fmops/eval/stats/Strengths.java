package io.fmops.eval.stats;

import java.util.Arrays;

/**
 * Finds the strengths of the Bradley-Terry model, as logarithms, with a prior of ties with a player
 * of strength 0. The logarithm of the likelihood is concave, and Newton's method with a step that
 * shortens where the slope changes much (T. Sun and Q. Tran-Dinh, "Generalized self-concordant
 * functions", 2019) finds its maximum from everywhere in a few steps. The algorithm of Hunter and
 * those like it need thousands where players always win or few comparisons connect them, as happens
 * in replicates. The linear equations are solved by conjugate gradients, so no matrix is made. Not
 * thread-safe.
 */
final class Strengths {

  private static final int MAX_STEPS = 1_000;

  private final int[][] pairs;
  private final double prior;
  private final double[] curvature;
  private final double[] priorCurvature;
  private final double[] slope;

  Strengths(int players, int[][] pairs, double prior) {
    this.pairs = pairs;
    this.prior = prior;
    this.curvature = new double[pairs.length];
    this.priorCurvature = new double[players];
    this.slope = new double[players];
  }

  /**
   * The strengths for counts of outcomes.
   *
   * @param counts of each pair: wins of its first player, ties, wins of its second player
   * @param start strengths to begin with
   * @param precision the step to stop after, in logarithms; the error is far smaller then
   */
  double[] of(long[] counts, double[] start, double precision) {
    double[] strengths = start.clone();
    for (int i = 0; i < MAX_STEPS; i++) {
      differentiate(counts, strengths);
      double[] step = solve();
      double longest = longest(step);
      double part = longest < 1e-9 ? 1 : StrictMath.log1p(longest) / longest;
      for (int player = 0; player < strengths.length; player++) {
        strengths[player] += part * step[player];
      }
      if (longest < precision) {
        return strengths;
      }
    }
    throw new IllegalStateException("the strengths of %d players were not found in %d steps"
        .formatted(strengths.length, MAX_STEPS));
  }

  private void differentiate(long[] counts, double[] strengths) {
    for (int player = 0; player < strengths.length; player++) {
      double win = logistic(strengths[player]);
      slope[player] = prior * (0.5 - win);
      priorCurvature[player] = prior * win * (1 - win);
    }
    for (int pair = 0; pair < pairs.length; pair++) {
      int at = Comparisons.OUTCOMES * pair;
      double games = (double) counts[at] + counts[at + 1] + counts[at + 2];
      int first = pairs[pair][0];
      int second = pairs[pair][1];
      double win = logistic(strengths[first] - strengths[second]);
      double surplus = counts[at] + counts[at + 1] / 2.0 - games * win;
      slope[first] += surplus;
      slope[second] -= surplus;
      curvature[pair] = games * win * (1 - win);
    }
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** By how much the step changes a difference of strengths at the most. */
  private double longest(double[] step) {
    double longest = 0;
    for (double change : step) {
      longest = Math.max(longest, Math.abs(change));
    }
    for (int[] pair : pairs) {
      longest = Math.max(longest, Math.abs(step[pair[0]] - step[pair[1]]));
    }
    return longest;
  }

  /** Newton's step, by conjugate gradients with the diagonal as preconditioner. */
  private double[] solve() {
    int players = slope.length;
    double[] diagonal = priorCurvature.clone();
    for (int pair = 0; pair < pairs.length; pair++) {
      diagonal[pairs[pair][0]] += curvature[pair];
      diagonal[pairs[pair][1]] += curvature[pair];
    }
    double[] step = new double[players];
    double[] residual = slope.clone();
    double[] direction = new double[players];
    double before = 0;
    double enough = 0;
    for (int i = 0; i < 2 * players + 50; i++) {
      double product = 0;
      for (int player = 0; player < players; player++) {
        product += residual[player] * residual[player] / diagonal[player];
      }
      if (i == 0) {
        enough = product * 1e-20;
      }
      if (product <= enough) {
        break;
      }
      double keep = i == 0 ? 0 : product / before;
      before = product;
      for (int player = 0; player < players; player++) {
        direction[player] = residual[player] / diagonal[player] + keep * direction[player];
      }
      double[] image = curved(direction);
      double length = product / dot(direction, image);
      for (int player = 0; player < players; player++) {
        step[player] += length * direction[player];
        residual[player] -= length * image[player];
      }
    }
    return step;
  }

  private double[] curved(double[] direction) {
    double[] image = new double[direction.length];
    Arrays.setAll(image, player -> priorCurvature[player] * direction[player]);
    for (int pair = 0; pair < pairs.length; pair++) {
      int first = pairs[pair][0];
      int second = pairs[pair][1];
      double change = curvature[pair] * (direction[first] - direction[second]);
      image[first] += change;
      image[second] -= change;
    }
    return image;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
