package io.fmops.aws;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Lets any thread abort an exchange of the SDK's asynchronous client: before its first byte the
 * future ends it, after that the subscription. They come at their own times, and an abort may come
 * before both. Thread-safe.
 */
final class AbortableStream {

  /**
   * How many parts may be on their way at once. Asking for each alone costs a pass through the SDK
   * for each; what was asked for has to be taken, so this is also how far a full buffer overflows.
   */
  private static final int WINDOW = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<?> exchange;
  private @Nullable Subscription subscription;
  private int outstanding = WINDOW;
  private boolean aborted;

  /** The exchange runs. */
  void begun(CompletableFuture<?> future) {
    lock.lock();
    try {
      exchange = future;
    } finally {
      lock.unlock();
    }
    cancelIfAborted();
  }

  /** The answer begins; its first part is asked for, unless nobody wants it any more. */
  void subscribed(Subscription given) {
    lock.lock();
    try {
      subscription = given;
    } finally {
      lock.unlock();
    }
    if (aborted()) {
      cancelIfAborted();
    } else {
      given.request(WINDOW);
    }
  }

  /** Whether the answer has begun. */
  boolean subscribed() {
    lock.lock();
    try {
      return subscription != null;
    } finally {
      lock.unlock();
    }
  }

  /** A part has come. */
  void received() {
    lock.lock();
    try {
      outstanding--;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for more parts, unless enough are on their way. */
  void request() {
    Subscription current;
    int more;
    lock.lock();
    try {
      current = subscription;
      more = WINDOW - outstanding;
      if (current == null || more < WINDOW / 2) {
        return;
      }
      outstanding = WINDOW;
    } finally {
      lock.unlock();
    }
    current.request(more);
  }

  /** Ends the exchange if it runs, and as soon as it begins if it does not run yet. */
  void abort() {
    lock.lock();
    try {
      aborted = true;
    } finally {
      lock.unlock();
    }
    cancelIfAborted();
  }

  boolean aborted() {
    lock.lock();
    try {
      return aborted;
    } finally {
      lock.unlock();
    }
  }

  private void cancelIfAborted() {
    Subscription toCancel;
    CompletableFuture<?> toEnd;
    lock.lock();
    try {
      toCancel = aborted ? subscription : null;
      toEnd = aborted ? exchange : null;
    } finally {
      lock.unlock();
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
    if (toEnd != null) {
      toEnd.cancel(true);
    }
  }
}
