package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Differences of scores; an exchange turns the sign of a whole cluster's. */
final class MeanExchange implements Exchange {

  private final double[] sums;
  private final int examples;

  MeanExchange(double[] differences, Clusters clusters) {
    this.examples = differences.length;
    this.sums = IntStream.range(0, clusters.count())
        .mapToDouble(cluster -> clusters.sum(cluster, differences))
        .filter(sum -> sum != 0)
        .toArray();
  }

  @Override
  public int units() {
    return sums.length;
  }

  @Override
  public double difference(long[] exchanged) {
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      // A set bit turns the sign; no branch, as it would be guessed wrong half the time.
      long sign = exchanged[i >> 6] >>> i << 63;
      total += Double.longBitsToDouble(Double.doubleToRawLongBits(sums[i]) ^ sign);
    }
    return total / examples;
  }

  @Override
  public double rounding() {
    return 1e-12 * Arrays.stream(sums).map(Math::abs).sum() / examples;
  }
}
