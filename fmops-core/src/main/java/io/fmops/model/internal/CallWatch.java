package io.fmops.model.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends waits that have lasted too long or that nobody wants any more.
 *
 * <p>A thread that waits in a blocking socket does not notice an interrupt, and a timer for every
 * call costs more than the call's own bookkeeping. So one daemon thread looks at all waiting calls
 * every {@value #PERIOD_MILLIS} ms while there are any, and sleeps while there are none.
 */
public final class CallWatch {

  /** How often the waiting calls are looked at: the precision of deadlines and interrupts. */
  static final int PERIOD_MILLIS = 15;

  private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();

  /** True while the watcher must be woken; also before it was ever started. */
  private static volatile boolean idle = true;

  private CallWatch() {}

  /** Somebody's wait for an event. */
  public static final class Wait implements AutoCloseable {
    private final Thread thread;
    private final boolean limited;
    private final long deadlineNanos;
    private final Runnable onInterrupt;
    private final Runnable onDeadline;

    private Wait(boolean limited, long deadlineNanos, Runnable onInterrupt, Runnable onDeadline) {
      this.thread = Thread.currentThread();
      this.limited = limited;
      this.deadlineNanos = deadlineNanos;
      this.onInterrupt = onInterrupt;
      this.onDeadline = onDeadline;
    }

    private void look(long now) {
      if (limited && now - deadlineNanos >= 0) {
        close();
        onDeadline.run();
      } else if (thread.isInterrupted()) {
        close();
        onInterrupt.run();
      }
    }

    /** The wait is over. */
    @Override
    public void close() {
      WAITS.remove(this);
    }
  }

  /**
   * Begins to watch the current thread's wait.
   *
   * @param limited whether there is a deadline
   * @param deadlineNanos the deadline on the clock of {@link System#nanoTime()}
   * @param onInterrupt done once, on the watch's thread, if the waiting thread is interrupted
   * @param onDeadline done once, on the watch's thread, if the deadline passes
   * @return close it when the wait is over
   */
  public static Wait begin(
      boolean limited, long deadlineNanos, Runnable onInterrupt, Runnable onDeadline) {
    Wait wait = new Wait(limited, deadlineNanos, onInterrupt, onDeadline);
    WAITS.add(wait);
    if (idle) {
      LockSupport.unpark(Watcher.THREAD);
    }
    return wait;
  }

  private static final class Watcher {
    static final Thread THREAD = start();

    private static Thread start() {
      Thread thread = new Thread(Watcher::run, "fmops-watch");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private static void run() {
      while (true) {
        idle = true;
        if (WAITS.isEmpty()) {
          // Nobody is missed: who comes after this look sees the flag, and unpark leaves a permit.
          LockSupport.park(CallWatch.class);
          idle = false;
        } else {
          idle = false;
          LockSupport.parkNanos(CallWatch.class, PERIOD_MILLIS * 1_000_000L);
        }
        long now = System.nanoTime();
        for (Wait wait : WAITS) {
          try {
            wait.look(now);
          } catch (RuntimeException | Error e) {
            // Aborting one call must not end the watch over all others; the call itself reports
            // whatever its own thread then meets.
            org.slf4j.LoggerFactory.getLogger(CallWatch.class)
                .warn("a call could not be aborted", e);
          }
        }
      }
    }
  }
}
