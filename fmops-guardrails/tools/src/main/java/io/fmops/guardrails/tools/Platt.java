package io.fmops.guardrails.tools;

/**
 * Turns sums of weights into probabilities: {@code 1 / (1 + exp(-(slope * sum + offset)))} (Platt,
 * "Probabilistic outputs for support vector machines", 1999).
 *
 * @param slope more than 0 if larger sums are more likely
 * @param offset any number
 */
record Platt(double slope, double offset) {

  private static final int ROUNDS = 100;

  /** The likeliest slope and offset, by Newton's method on weighted rows. */
  static Platt fit(double[] sums, double[] labels, double[] weights) {
    double a = 1;
    double b = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double ga = 1e-3 * (a - 1);
      double gb = 0;
      double haa = 1e-3;
      double hab = 0;
      double hbb = 1e-9;
      for (int i = 0; i < sums.length; i++) {
        double p = 1 / (1 + StrictMath.exp(-(a * sums[i] + b)));
        double g = weights[i] * (p - labels[i]);
        double h = weights[i] * p * (1 - p);
        ga += g * sums[i];
        gb += g;
        haa += h * sums[i] * sums[i];
        hab += h * sums[i];
        hbb += h;
      }
      double determinant = haa * hbb - hab * hab;
      double da = (hbb * ga - hab * gb) / determinant;
      double db = (haa * gb - hab * ga) / determinant;
      a -= da;
      b -= db;
      if (Math.abs(da) + Math.abs(db) < 1e-10) {
        break;
      }
    }
    return new Platt(a, b);
  }
}
