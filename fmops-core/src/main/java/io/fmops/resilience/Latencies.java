package io.fmops.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The latest latencies and a percentile of them. Thread-safe. */
final class Latencies {

  static final int KEPT = 256;

  /** Sorting for every call would cost more than knowing it so exactly is worth. */
  private static final int REFRESH = 16;

  private final double share;
  private final int minimum;
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] nanos = new long[KEPT];
  private int count;
  private long percentile;

  /** A percentile that is known once there are so many latencies; never, if that is too many. */
  Latencies(double share, int minimum) {
    this.share = share;
    this.minimum = minimum;
  }

  void add(long value) {
    lock.lock();
    try {
      nanos[count % KEPT] = value;
      // Once full, it goes on from the length, so that it never overflows.
      count = count + 1 == 2 * KEPT ? KEPT : count + 1;
      if (count >= minimum && (count % REFRESH == 0 || percentile == 0)) {
        long[] sorted = Arrays.copyOf(nanos, Math.min(count, KEPT));
        Arrays.sort(sorted);
        percentile = Math.max(1, sorted[(int) Math.ceil(share * sorted.length) - 1]);
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<Duration> percentile() {
    lock.lock();
    try {
      return percentile == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(percentile));
    } finally {
      lock.unlock();
    }
  }
}
