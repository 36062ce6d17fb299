package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Logistic regression with squared weights as penalty, for all categories in one pass: coordinate
 * descent on the dual problem (Yu, Huang and Lin, "Dual coordinate descent methods for logistic
 * regression and maximum entropy models", 2011). Each row has one dual variable, between 0 and its
 * cost; written as {@code cost * sigmoid(s)}, its optimum given all others is the root of a rising
 * function of {@code s}. At the optimum {@code -s} is what the row's label gets as its sum of
 * weights. A label of at least a half counts as 1; a category that a row does not label adds
 * nothing. One thread, a fixed order and StrictMath, so that every JVM gives the same weights.
 */
final class Trainer {

  static final int CATEGORIES_COUNT = ToxicityModel.CATEGORIES;
  private static final int C = CATEGORIES_COUNT;

  private static final int PASSES = 200;

  /** A pass in which no sum of weights was further than this from its optimum is the last. */
  private static final double NEAR = 0.1;

  /** Few rows have one of the other categories, so their mistakes count more. */
  static final double OTHERS = 2.5;

  private static final double ROOT = 1e-4;
  private static final int ROOT_STEPS = 30;

  private final Matrix matrix;
  private final float[] signs;
  private final double[] costs;
  private final double[] squares;
  private final double[] s;
  private final float[] weights;

  /**
   * A trainer.
   *
   * @param matrix the rows to learn from
   * @param rows of which they are, in the same order
   * @param costs by row, what its mistakes count against the squares of weights
   */
  Trainer(Matrix matrix, List<Row> rows, double[] costs) {
    this.matrix = matrix;
    this.costs = costs;
    signs = new float[rows.size() * C];
    s = new double[signs.length];
    squares = new double[rows.size()];
    weights = new float[matrix.columns() * C];
    for (int r = 0; r < rows.size(); r++) {
      squares[r] = matrix.square(r);
      for (int c = 0; c < C; c++) {
        float label = rows.get(r).label(c);
        signs[r * C + c] = label < 0 ? 0 : label >= 0.5f ? 1 : -1;
        s[r * C + c] = -10;
      }
    }
  }

  /**
   * Trains.
   *
   * @return the weights, by column and category
   */
  float[] train() {
    double[] changes = new double[C];
    int[] order = new int[costs.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      for (int c = 0; c < C; c++) {
        changes[c] = signs[i * C + c] * cost(i, c) * sigmoid(s[i * C + c]);
      }
      matrix.add(i, changes, weights);
    }
    SplittableRandom random = new SplittableRandom(20261128);
    double furthest = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES && furthest > NEAR; pass++) {
      shuffle(order, random);
      furthest = 0;
      for (int r : order) {
        furthest = Math.max(furthest, improve(r, changes));
      }
    }
    if (furthest > NEAR) {
      throw new IllegalStateException(
          "after %d passes a sum of weights is still %.2f from its optimum; lower the cost"
              .formatted(PASSES, furthest));
    }
    return weights;
  }

  private double cost(int r, int c) {
    return c == Row.TOXICITY ? costs[r] : OTHERS * costs[r];
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
  }

  /** Puts a row's dual variables to their optimum; returns how far the furthest was from it. */
  private double improve(int r, double[] changes) {
    double[] sums = matrix.sums(r, weights);
    double furthest = 0;
    boolean any = false;
    for (int c = 0; c < C; c++) {
      int at = r * C + c;
      double away = s[at] + signs[at] * sums[c];
      changes[c] = 0;
      if (signs[at] != 0 && Math.abs(away) > ROOT) {
        furthest = Math.max(furthest, Math.abs(away));
        double before = sigmoid(s[at]);
        s[at] = root(s[at], signs[at] * sums[c], squares[r] * cost(r, c), before);
        changes[c] = signs[at] * cost(r, c) * (sigmoid(s[at]) - before);
        any = true;
      }
    }
    if (any) {
      matrix.add(r, changes, weights);
    }
    return furthest;
  }

  /**
   * The root of {@code s + sum + slope * (sigmoid(s) - before)}, which rises by 1 to {@code 1 +
   * slope / 4}: Newton's method inside an interval that has the root.
   */
  private static double root(double start, double sum, double slope, double before) {
    double low = -sum - slope * (1 - before);
    double high = -sum + slope * before;
    double x = Math.min(high, Math.max(low, start));
    for (int i = 0; i < ROOT_STEPS; i++) {
      double p = sigmoid(x);
      double value = x + sum + slope * (p - before);
      if (Math.abs(value) < ROOT) {
        break;
      }
      if (value > 0) {
        high = x;
      } else {
        low = x;
      }
      x -= value / (1 + slope * p * (1 - p));
      if (x <= low || x >= high) {
        x = (low + high) / 2;
      }
    }
    return x;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
