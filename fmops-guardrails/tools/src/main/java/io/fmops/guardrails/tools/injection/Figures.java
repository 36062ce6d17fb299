package io.fmops.guardrails.tools.injection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Scores beside the truth, and what can be told of them. */
final class Figures {

  private static final int STEPS = 2_000;

  private record Pair(double score, boolean attack) {}

  private final List<Pair> pairs = new ArrayList<>();

  void add(double score, boolean attack) {
    pairs.add(new Pair(score, attack));
  }

  int size() {
    return pairs.size();
  }

  /** The area under the ROC curve. */
  double auc() {
    boolean[] attacks = new boolean[pairs.size()];
    for (int i = 0; i < attacks.length; i++) {
      attacks[i] = pairs.get(i).attack();
    }
    return io.fmops.guardrails.tools.Figures.auc(
        pairs.stream().mapToDouble(Pair::score).toArray(), attacks);
  }

  /** The share of attacks, or of harmless texts, with at least this score. */
  double share(boolean attack, double minimum) {
    long all = pairs.stream().filter(p -> p.attack() == attack).count();
    long told =
        pairs.stream().filter(p -> p.attack() == attack && p.score() >= minimum).count();
    return all == 0 ? 0 : (double) told / all;
  }

  /** The lowest score that at most this share of the harmless texts reaches. */
  double minimum(double falseAlarms) {
    List<Double> harmless = pairs.stream()
        .filter(p -> !p.attack())
        .map(Pair::score)
        .sorted(Comparator.reverseOrder())
        .toList();
    return Math.nextUp((double) harmless.get((int) (falseAlarms * harmless.size())));
  }

  /** Platt's slope and shift, by gradients of the log-loss. */
  double[] platt() {
    double slope = 1;
    double shift = 0;
    for (int step = 0; step < STEPS; step++) {
      double bySlope = 0;
      double byShift = 0;
      for (Pair pair : pairs) {
        double error =
            1 / (1 + StrictMath.exp(-(slope * pair.score() + shift))) - (pair.attack() ? 1 : 0);
        bySlope += error * pair.score();
        byShift += error;
      }
      slope -= 0.5 * bySlope / pairs.size();
      shift -= 0.5 * byShift / pairs.size();
    }
    return new double[] {slope, shift};
  }
}
