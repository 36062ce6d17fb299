package io.fmops.eval.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to 0..1 for drawing, evenly or by their logarithm.
 *
 * @param low what is drawn at 0
 * @param high what is drawn at 1; more than {@code low}
 * @param logarithmic whether equal steps are equal factors
 */
record Scale(double low, double high, boolean logarithmic) {

  /** Latencies that differ more than that are unreadable on an even scale. */
  private static final double LARGE_SPREAD = 8;

  static Scale linear(double low, double high) {
    return new Scale(low, high > low ? high : low + 1, false);
  }

  /** A scale for durations, with some air at both ends. */
  static Scale ofDurations(double low, double high) {
    double most = Math.max(high, 1e-3);
    double least = Math.max(low, most / 1e7);
    if (most / least > LARGE_SPREAD) {
      return new Scale(least / 1.5, most * 1.5, true);
    }
    double air = Math.max((most - least) * 0.15, most * 0.05);
    return linear(Math.max(0, least - air), most + air);
  }

  /** A scale for values of a measure, zoomed to where they are; a share stays within 0..1. */
  static Scale ofMeasure(double low, double high) {
    double air = Math.max((high - low) * 0.1, 0.01);
    boolean share = low >= 0 && high <= 1;
    return linear(
        share ? Math.max(0, low - air) : low - air, share ? Math.min(1, high + air) : high + air);
  }

  /** Where a value is drawn, kept within 0..1. */
  double at(double value) {
    double part = logarithmic
        ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
        : (value - low) / (high - low);
    return Math.min(1, Math.max(0, part));
  }

  /** Round values for the axis, between about three and {@code most} of them. */
  List<Double> ticks(int most) {
    List<Double> ticks = logarithmic ? powers(new double[] {1, 2, 5}) : even(most);
    if (logarithmic && ticks.size() > most) {
      ticks = powers(new double[] {1});
    }
    int every = (ticks.size() + most - 1) / most;
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < ticks.size(); i += Math.max(1, every)) {
      kept.add(ticks.get(i));
    }
    return kept;
  }

  private List<Double> powers(double[] factors) {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
      for (double factor : factors) {
        double tick = factor * Math.pow(10, power);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> even(int most) {
    double rough = (high - low) / Math.max(1, most - 1);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    // Counting in whole steps keeps 0.1 + 0.2 from becoming a label of its own.
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
