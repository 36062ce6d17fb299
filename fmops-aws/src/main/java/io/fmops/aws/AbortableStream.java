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

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<?> exchange;
  private @Nullable Subscription subscription;
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
      given.request(1);
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

  /** Asks for the next part. */
  void request() {
    Subscription current;
    lock.lock();
    try {
      current = subscription;
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.request(1);
    }
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
