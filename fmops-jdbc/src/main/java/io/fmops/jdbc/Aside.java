package io.fmops.jdbc;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Does work on threads that nobody interrupts; there are never more than callers. Whoever asked
 * waits, also when interrupted, and is interrupted afterwards. Thread-safe.
 */
final class Aside implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
    Thread thread = new Thread(work, "fmops-jdbc");
    thread.setDaemon(true);
    return thread;
  });

  <T> T run(Supplier<T> work) {
    Future<T> future;
    try {
      future = threads.submit(work::get);
    } catch (RejectedExecutionException e) {
      // Closed just now; the work finds that out itself.
      return work.get();
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new AssertionError("work throws nothing else", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets work that has begun come to its end. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
