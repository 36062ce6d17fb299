package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ThrottledException;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many calls run at once. Defaults: 64 calls, 1,024 more in the queue, each of them
 * for at most 30 seconds.
 *
 * <p>A place is taken when the first event is asked for and given back at the call's outcome,
 * whichever it is. Who waits is served in the order of coming. Who finds the queue full, or has
 * waited too long, gets a {@link ThrottledException} with the code {@value #FULL}. One bulkhead
 * around several models is one limit for all of them together. Thread-safe.
 */
public final class Bulkhead implements ModelLayer {

  /** The error code of calls that found no place. */
  public static final String FULL = Calls.OWN_CODE + "bulkhead-full";

  private final int maxConcurrent;
  private final int maxQueue;
  private final Duration maxWait;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Call> queue = new ArrayDeque<>();
  private int running;

  private Bulkhead(Builder builder) {
    maxConcurrent = builder.maxConcurrent;
    maxQueue = builder.maxQueue;
    maxWait = builder.maxWait;
  }

  /**
   * A builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Calls that hold a place now.
   *
   * @return 0 to the limit
   */
  public int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls that wait for a place now.
   *
   * @return 0 or more
   */
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> new Call(model, inner, request, context);
  }

  private void release() {
    lock.lock();
    try {
      hand();
    } finally {
      lock.unlock();
    }
  }

  /** The place goes to the next in the queue, so that nobody who comes later is faster. */
  private void hand() {
    Call next = queue.poll();
    if (next == null) {
      running--;
    } else {
      next.served();
    }
  }

  private final class Call extends GateSource {

    private final ModelId model;
    private boolean placed;

    Call(ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
      super(model, inner, request, context);
      this.model = model;
    }

    @Override
    void enter() throws InterruptedException {
      if (placeOrQueue()) {
        return;
      }
      boolean kept = false;
      try {
        long end = System.nanoTime() + maxWait.toNanos();
        long left;
        while (!isPlaced() && (left = end - System.nanoTime()) > 0) {
          pause(Duration.ofNanos(left));
        }
        kept = true;
      } finally {
        leaveQueue(kept);
      }
    }

    private boolean placeOrQueue() {
      lock.lock();
      try {
        if (running < maxConcurrent) {
          running++;
          return true;
        }
        if (queue.size() >= maxQueue) {
          throw full("%d more wait".formatted(maxQueue));
        }
        queue.add(this);
        return false;
      } finally {
        lock.unlock();
      }
    }

    private void leaveQueue(boolean kept) {
      lock.lock();
      try {
        if (placed && !kept) {
          hand();
        } else if (!placed) {
          queue.remove(this);
          if (kept) {
            throw full("none ended within " + maxWait);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean isPlaced() {
      lock.lock();
      try {
        return placed;
      } finally {
        lock.unlock();
      }
    }

    private void served() {
      placed = true;
      wake();
    }

    @Override
    void leave(@Nullable GenerateResponse response, @Nullable ModelException problem) {
      release();
    }

    private ThrottledException full(String why) {
      return new ThrottledException(
          "no place for another call of %s: %d run at once, and %s"
              .formatted(model, maxConcurrent, why),
          new ErrorDetails(
              Optional.of(model),
              Optional.of(FULL),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          null);
    }
  }

  /** Collects the limits. Not thread-safe. */
  public static final class Builder {

    private int maxConcurrent = 64;
    private int maxQueue = 1_024;
    private Duration maxWait = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * How many calls may run at once. Default: 64.
     *
     * @param calls at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxConcurrent(int calls) {
      maxConcurrent = Check.atLeastOne("maxConcurrent", calls);
      return this;
    }

    /**
     * How many more calls may wait. Default: 1,024.
     *
     * @param calls 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxQueue(int calls) {
      maxQueue = Check.notNegative("maxQueue", calls);
      return this;
    }

    /**
     * How long a call waits at most. Default: 30 seconds.
     *
     * @param time zero or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxWait(Duration time) {
      maxWait = Check.notNegative("maxWait", time);
      return this;
    }

    /**
     * The bulkhead.
     *
     * @return a new bulkhead, with all its places free
     */
    public Bulkhead build() {
      return new Bulkhead(this);
    }
  }
}
