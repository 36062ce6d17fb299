package io.fmops.model.spi;

import io.fmops.model.internal.CallWatch;
import java.time.Duration;

/**
 * Has something done after a time unless it is closed before: for limits of calls, of which nearly
 * all are never reached. Cheap to start and to close, and precise to some 20 milliseconds.
 * Thread-safe.
 */
public final class CallTimer implements AutoCloseable {

  private final CallWatch.Wait wait;

  private CallTimer(CallWatch.Wait wait) {
    this.wait = wait;
  }

  /**
   * Starts a timer.
   *
   * @param limit when; what is longer than 97 years counts as that
   * @param action done once, on another thread
   * @return close it when the time no longer matters
   */
  public static CallTimer start(Duration limit, Runnable action) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 3);
    long nanos = limit.compareTo(longest) > 0 ? longest.toNanos() : limit.toNanos();
    return new CallTimer(CallWatch.deadline(System.nanoTime() + nanos, action));
  }

  /** Stops the timer. An action that has begun goes on. */
  @Override
  public void close() {
    wait.close();
  }
}
