package io.fmops.eval.stats;

import java.util.SplittableRandom;

/** A sample, and statistics of it and of what is drawn from it. Not thread-safe. */
interface Resample {

  /** How many examples the sample has. */
  long examples();

  /** The statistics of the sample itself. */
  double[] values();

  /**
   * The statistics of a sample drawn anew; NaN where one is not defined. The array may be reused.
   */
  double[] draw(SplittableRandom random);

  /**
   * The acceleration of each statistic's BCa interval.
   *
   * @param values the statistics of the sample itself
   * @param limit how many samples may be made for it at the most; if there are more units to leave
   *     out, a {@link Jackknife#choice} of them is enough
   */
  double[] accelerations(double[] values, SplittableRandom random, int limit);
}
