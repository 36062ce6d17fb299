package io.fmops.benchmarks.peers.sdk;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first used, so that a contestant's start does not pay for the
 * client that it does not use. Thread-safe.
 *
 * @param <T> the thing
 */
public final class Lazy<T extends AutoCloseable> {

  private final Supplier<T> maker;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable T made;

  /**
   * Nothing yet.
   *
   * @param maker makes it
   */
  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * The thing.
   *
   * @return always the same
   */
  public T get() {
    T thing = made;
    if (thing != null) {
      return thing;
    }
    lock.lock();
    try {
      thing = made;
      if (thing == null) {
        thing = maker.get();
        made = thing;
      }
      return thing;
    } finally {
      lock.unlock();
    }
  }

  /** Closes it, if it was made. */
  public void close() {
    T thing = made;
    if (thing != null) {
      try {
        thing.close();
      } catch (Exception e) {
        throw new IllegalStateException("could not close " + thing, e);
      }
    }
  }
}
