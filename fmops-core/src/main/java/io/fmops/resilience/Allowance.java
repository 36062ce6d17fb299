package io.fmops.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What extra requests are paid from, over all calls: every ordinary success pays a little in, each
 * extra request takes a whole one out. When a backend is down, it is soon empty, and the extra
 * requests, which would only make things worse, stop. Thread-safe.
 */
final class Allowance {

  /** Parts of one extra request. */
  private static final long PARTS = 1_000;

  private final long most;
  private final long gain;
  private final AtomicLong left;

  /**
   * A full allowance.
   *
   * @param reserve how many extra requests it holds at most
   * @param share how much of an extra request a success pays in
   */
  Allowance(int reserve, double share) {
    most = reserve * PARTS;
    gain = Math.round(share * PARTS);
    left = new AtomicLong(most);
  }

  boolean take() {
    long before = left.getAndUpdate(parts -> parts >= PARTS ? parts - PARTS : parts);
    return before >= PARTS;
  }

  void success() {
    left.updateAndGet(parts -> Math.min(most, parts + gain));
  }

  void giveBack(int extraRequests) {
    left.updateAndGet(parts -> Math.min(most, parts + extraRequests * PARTS));
  }
}
