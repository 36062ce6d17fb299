package io.fmops.model.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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

  /** Something that is watched until it is closed. */
  public static final class Wait implements AutoCloseable {
    private final @Nullable Thread thread;
    private final long deadlineNanos;
    private final Runnable action;

    private Wait(@Nullable Thread thread, long deadlineNanos, Runnable action) {
      this.thread = thread;
      this.deadlineNanos = deadlineNanos;
      this.action = action;
    }

    private void look(long now) {
      boolean due = thread == null ? now - deadlineNanos >= 0 : thread.isInterrupted();
      // Whoever takes the wait out acts on it: one that has just ended is left alone.
      if (due && WAITS.remove(this)) {
        act();
      }
    }

    /** Aborting may block and may run callbacks of the application: not on the only watcher. */
    private void act() {
      try {
        DefaultExecutor.get().execute(action);
      } catch (RejectedExecutionException e) {
        Thread helper = new Thread(action, "fmops-abort");
        helper.setDaemon(true);
        helper.start();
      }
    }

    /** The wait is over. */
    @Override
    public void close() {
      WAITS.remove(this);
    }
  }

  /**
   * Watches for the interrupt of the current thread, while it waits.
   *
   * @param onInterrupt done once, on another thread, if the waiting thread is interrupted
   * @return close it when the wait is over
   */
  public static Wait interrupt(Runnable onInterrupt) {
    return begin(new Wait(Thread.currentThread(), 0, onInterrupt));
  }

  /**
   * Watches for a deadline, whether anybody waits or not.
   *
   * @param deadlineNanos the deadline on the clock of {@link System#nanoTime()}
   * @param onDeadline done once, on another thread, if the deadline passes
   * @return close it when the deadline no longer matters
   */
  public static Wait deadline(long deadlineNanos, Runnable onDeadline) {
    return begin(new Wait(null, deadlineNanos, onDeadline));
  }

  private static Wait begin(Wait wait) {
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
