package io.fmops.resilience;

/**
 * How much of something was used within the last period, so that no more than a limit ever is. The
 * period is cut into {@value #SLOTS} slots, and what falls into a slot counts until the whole slot
 * is older than the period: never more than the limit in any period, at the price of waiting up to
 * a sixtieth longer. Not thread-safe; times are nanoseconds on any clock that does not go back.
 */
final class RateWindow {

  private static final int SLOTS = 60;

  /** One more, because the slot that the period began in counts until its end. */
  private static final int RING = SLOTS + 1;

  private final long limit;
  private final long slotNanos;
  private final long[] used = new long[RING];

  /** The part of what was used that is an estimate and may be given back. */
  private final long[] pending = new long[RING];

  private final long origin;
  private long slot;
  private long sumUsed;
  private long sumPending;

  RateWindow(long limit, long periodNanos, long now) {
    this.limit = limit;
    this.slotNanos = Math.max(1, (periodNanos + SLOTS - 1) / SLOTS);
    this.origin = now;
  }

  private void advance(long now) {
    long current = Math.max(slot, (now - origin) / slotNanos);
    for (long s = Math.max(slot + 1, current - RING + 1); s <= current; s++) {
      int i = (int) (s % RING);
      sumUsed -= used[i];
      sumPending -= pending[i];
      used[i] = 0;
      pending[i] = 0;
    }
    slot = current;
  }

  /** How long until so much can be used; what is above the limit needs an empty window. */
  long nanosUntil(long amount, long now) {
    return nanosUntil(amount, now, false);
  }

  /** The least time until so much can be used, if all estimates should prove to be zero. */
  long nanosAtLeastUntil(long amount, long now) {
    return nanosUntil(amount, now, true);
  }

  private long nanosUntil(long amount, long now, boolean withoutPending) {
    advance(now);
    long room = limit - Math.min(amount, limit);
    long sum = withoutPending ? sumUsed - sumPending : sumUsed;
    if (sum <= room) {
      return 0;
    }
    for (long s = slot - SLOTS; s <= slot; s++) {
      if (s >= 0) {
        int i = (int) (s % RING);
        sum -= withoutPending ? used[i] - pending[i] : used[i];
        if (sum <= room) {
          return origin + (s + RING) * slotNanos - now;
        }
      }
    }
    throw new IllegalStateException("an empty window has no room for " + amount);
  }

  /** Uses so much now; the answer is for {@link #settle}. */
  long take(long amount, long now) {
    advance(now);
    int i = (int) (slot % RING);
    used[i] += amount;
    pending[i] += amount;
    sumUsed += amount;
    sumPending += amount;
    return slot;
  }

  /** The true amount is known. */
  void settle(long taken, long estimate, long actual, long now) {
    advance(now);
    boolean counts = taken > slot - RING;
    if (counts) {
      int i = (int) (taken % RING);
      used[i] += actual - estimate;
      pending[i] -= estimate;
      sumUsed += actual - estimate;
      sumPending -= estimate;
    } else if (actual > estimate) {
      // The beginning is out of the window, but what is above the estimate came after it.
      used[(int) (slot % RING)] += actual - estimate;
      sumUsed += actual - estimate;
    }
  }

  long used(long now) {
    advance(now);
    return sumUsed;
  }
}
