package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which examples belong together because they come from one source: questions about one document,
 * turns of one conversation, repetitions of one example. Such examples resemble each other, so they
 * say less than as many independent ones; intervals and tests that do not know of them are too sure
 * of themselves. Given the clusters, they draw or flip whole clusters.
 *
 * <p>What counts is the number of clusters, not that of examples: with fewer than some 20 of them
 * intervals are too narrow. Immutable and thread-safe.
 */
public final class Clusters {

  private final int[] starts;
  private final int[] members;

  private Clusters(int[] starts, int[] members) {
    this.starts = starts;
    this.members = members;
  }

  /**
   * Examples with equal keys form a cluster.
   *
   * @param keys what each example comes from, in the order of the examples, such as the name of a
   *     document
   * @return the clusters, in the order in which they turn up
   */
  public static Clusters of(List<?> keys) {
    Map<Object, Integer> numbers = new HashMap<>();
    int[] cluster = new int[keys.size()];
    int example = 0;
    for (Object key : keys) {
      Integer number = numbers.putIfAbsent(key, numbers.size());
      cluster[example++] = number == null ? numbers.size() - 1 : number;
    }
    int[] starts = new int[numbers.size() + 1];
    for (int number : cluster) {
      starts[number + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = starts.clone();
    int[] members = new int[cluster.length];
    for (int i = 0; i < cluster.length; i++) {
      members[next[cluster[i]]++] = i;
    }
    return new Clusters(starts, members);
  }

  /** Examples that have nothing to do with each other, put together by lot. */
  static Clusters bundles(int n, int count, long seed) {
    int[] members = new int[n];
    Arrays.setAll(members, i -> i);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = n - 1; i > 0; i--) {
      int other = Bootstrap.draw(random, i + 1);
      int member = members[i];
      members[i] = members[other];
      members[other] = member;
    }
    int[] starts = new int[count + 1];
    Arrays.setAll(starts, i -> (int) ((long) n * i / count));
    return new Clusters(starts, members);
  }

  /** Every example by itself. */
  static Clusters singles(int n) {
    int[] starts = new int[n + 1];
    Arrays.setAll(starts, i -> i);
    return new Clusters(starts, starts);
  }

  /**
   * How many examples there are.
   *
   * @return the number of keys
   */
  public int examples() {
    return starts[count()];
  }

  /**
   * How many clusters there are.
   *
   * @return the number of different keys
   */
  public int count() {
    return starts.length - 1;
  }

  int size(int cluster) {
    return starts[cluster + 1] - starts[cluster];
  }

  /** The sum over a cluster of what each example has. */
  double sum(int cluster, double[] values) {
    double sum = 0;
    for (int i = starts[cluster]; i < starts[cluster + 1]; i++) {
      sum += values[members[i]];
    }
    return sum;
  }

  /** Writes a cluster's examples into an array and gives the position after them. */
  int copy(int cluster, int[] target, int position) {
    int size = size(cluster);
    System.arraycopy(members, starts[cluster], target, position, size);
    return position + size;
  }

  int largest() {
    int largest = 0;
    for (int i = 0; i < count(); i++) {
      largest = Math.max(largest, size(i));
    }
    return largest;
  }

  /** The number of the cluster that each example is in. */
  int[] byExample() {
    int[] clusters = new int[examples()];
    for (int cluster = 0; cluster < count(); cluster++) {
      for (int i = starts[cluster]; i < starts[cluster + 1]; i++) {
        clusters[members[i]] = cluster;
      }
    }
    return clusters;
  }

  void checkCovers(int n) {
    if (n != examples()) {
      throw new IllegalArgumentException(
          "%d examples have clusters for %d; every example needs one".formatted(n, examples()));
    }
  }
}
