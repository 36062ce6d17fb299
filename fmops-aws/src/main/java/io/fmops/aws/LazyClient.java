package io.fmops.aws;

import io.fmops.model.CancelledException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * A client that is made when it is first wanted, on a thread of its own: looking for a region and
 * for credentials may ask the network, which cannot be aborted, so a caller waits for the future
 * and can leave it. A failure is told to those who wait, and the next caller tries again.
 * Thread-safe.
 *
 * @param <T> the client
 */
final class LazyClient<T extends SdkAutoCloseable> implements SdkAutoCloseable {

  private final String label;
  private final String thread;
  private final Supplier<T> maker;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<T> made;
  private boolean closed;

  /** A client not made yet; the label is the model's, for messages, the thread is the maker's. */
  LazyClient(String label, String thread, Supplier<T> maker) {
    this.label = label;
    this.thread = thread;
    this.maker = maker;
  }

  /** The client, now or soon; or the exception that its making threw. */
  CompletableFuture<T> get() {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(
            new CancelledException("the model " + label + " has been closed"));
      }
      if (made == null || made.isCompletedExceptionally()) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread starter = new Thread(() -> make(future), thread);
        starter.setDaemon(true);
        starter.start();
        made = future;
      }
      // A copy, so that who gives up waiting does not take the client from all others.
      return made.copy();
    } finally {
      lock.unlock();
    }
  }

  private void make(CompletableFuture<T> future) {
    try {
      future.complete(maker.get());
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    CompletableFuture<T> client;
    lock.lock();
    try {
      closed = true;
      client = made;
      made = null;
    } finally {
      lock.unlock();
    }
    if (client != null) {
      // Also if it is still being made: then whoever makes it closes it.
      CompletableFuture<Void> unused = client.thenAccept(SdkAutoCloseable::close);
    }
  }
}
