package io.fmops.aws;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;

/**
 * The means to abort one call's exchange before, while and after it runs. Thread-safe.
 *
 * @see AbortableHttpClient#run
 */
public final class AbortHandle {

  private final ReentrantLock lock = new ReentrantLock();
  private boolean aborted;
  private @Nullable Abortable exchange;

  /** A handle of a call that has not begun. */
  public AbortHandle() {}

  /** An exchange begins; if the call has been aborted already, the exchange is, too. */
  void begin(Abortable begun) {
    lock.lock();
    try {
      if (!aborted) {
        exchange = begun;
        return;
      }
    } finally {
      lock.unlock();
    }
    begun.abort();
  }

  /** The exchange is over, and its connection may serve somebody else: nothing left to abort. */
  void end() {
    lock.lock();
    try {
      exchange = null;
    } finally {
      lock.unlock();
    }
  }

  /** Aborts the exchange now, or as soon as it begins. */
  public void abort() {
    Abortable running;
    lock.lock();
    try {
      aborted = true;
      running = exchange;
      exchange = null;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.abort();
    }
  }

  /**
   * Tells whether {@link #abort()} has been called.
   *
   * @return whether it has
   */
  public boolean aborted() {
    lock.lock();
    try {
      return aborted;
    } finally {
      lock.unlock();
    }
  }
}
