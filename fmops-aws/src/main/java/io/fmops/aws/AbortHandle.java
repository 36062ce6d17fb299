package io.fmops.aws;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The means to abort one call's exchange before, while and after it runs. Thread-safe.
 *
 * @see AbortableHttpClient#run
 */
public final class AbortHandle {

  private final ReentrantLock lock = new ReentrantLock();
  private boolean aborted;
  private @Nullable Abortable exchange;
  private @Nullable String requestId;

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

  /** The head of the answer is there. */
  void answered(SdkHttpResponse head) {
    lock.lock();
    try {
      requestId = head.firstMatchingHeader("x-amzn-RequestId").orElse(null);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The service's id of the exchange. The SDK's exceptions do not have it when an answer breaks off
   * or cannot be read.
   *
   * @return the id, or null if no answer has begun or it has none
   */
  public @Nullable String requestId() {
    lock.lock();
    try {
      return requestId;
    } finally {
      lock.unlock();
    }
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
