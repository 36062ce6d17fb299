package io.fmops.eval.stats;

import java.util.function.ToDoubleFunction;

/** Fleiss' kappa of units with the same number of ratings each. */
final class FleissKappa implements ToDoubleFunction<int[]> {

  private final RatedUnits rated;
  private final double[] agreeing;

  FleissKappa(RatedUnits rated) {
    this.rated = rated;
    this.agreeing = new double[rated.units.length];
    for (int unit = 0; unit < agreeing.length; unit++) {
      int[] levels = rated.units[unit];
      int pairs = 0;
      for (int i = 0; i < levels.length; i++) {
        for (int j = 0; j < i; j++) {
          pairs += levels[i] == levels[j] ? 1 : 0;
        }
      }
      agreeing[unit] = pairs / (levels.length * (levels.length - 1) / 2.0);
    }
  }

  @Override
  public double applyAsDouble(int[] chosen) {
    double agreement = 0;
    for (int unit : chosen) {
      agreement += agreeing[unit];
    }
    double ratings = 0;
    double squares = 0;
    for (long count : rated.counts(chosen)) {
      ratings += count;
      squares += (double) count * count;
    }
    double chance = squares / (ratings * ratings);
    return chance < 1 ? (agreement / chosen.length - chance) / (1 - chance) : Double.NaN;
  }
}
