package io.fmops.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What was measured of one contestant, a row a round. Not thread-safe. */
final class Samples {

  private final List<long[]> rows = new ArrayList<>();

  void add(long... row) {
    rows.add(row);
  }

  /** The least of a column: what disturbs a measurement only ever adds to it. */
  double least(int column) {
    return rows.stream().mapToLong(row -> row[column]).min().orElseThrow();
  }

  double most(int column) {
    return rows.stream().mapToLong(row -> row[column]).max().orElseThrow();
  }

  double median(int column) {
    return median(round -> rows.get(round)[column]);
  }

  /** The median of the rounds' ratios. */
  double ratio(Samples base, int column) {
    return median(round -> (double) rows.get(round)[column] / base.rows.get(round)[column]);
  }

  /** The median of the rounds' differences. */
  double difference(Samples base, int column) {
    return median(round -> (double) rows.get(round)[column] - base.rows.get(round)[column]);
  }

  private double median(IntToDoubleFunction value) {
    double[] sorted =
        IntStream.range(0, rows.size()).mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
