package io.fmops.bedrock;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;

/** The means to abort one call's exchange, whether it has begun or not. Thread-safe. */
final class AbortHandle {

  private final ReentrantLock lock = new ReentrantLock();
  private boolean aborted;
  private @Nullable Abortable exchange;

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

  /** The exchange is over; from now on there is nothing to abort. */
  void end() {
    lock.lock();
    try {
      exchange = null;
    } finally {
      lock.unlock();
    }
  }

  /** Aborts the exchange now, or as soon as it begins. */
  void abort() {
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
}
