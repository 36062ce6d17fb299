package io.fmops.model.spi;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * For layers that open calls of their own in {@link #next()}: after a wait, once more, of another
 * model. Knows which call is under way, so that giving up reaches it at once, also while the layer
 * waits for something else.
 */
public abstract class LayerSource implements EventSource {

  private final ModelId model;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable EventSource current;
  private boolean woken;
  private @Nullable ModelException why;

  /**
   * No call yet.
   *
   * @param model named in messages
   */
  protected LayerSource(ModelId model) {
    this.model = model;
  }

  /**
   * Makes this the call under way. The one before it must have ended.
   *
   * @param inner the call
   * @return the same
   * @throws ModelException if this source was given up meanwhile; the call is ended, too
   */
  protected final EventSource use(EventSource inner) {
    ModelException ended;
    lock.lock();
    try {
      ended = why;
      if (ended == null) {
        current = inner;
        return inner;
      }
    } finally {
      lock.unlock();
    }
    inner.abort(ended);
    throw ended;
  }

  /**
   * Waits until the time has passed, somebody calls {@link #wake()}, or this source is given up.
   *
   * @param time how long at most
   * @throws ModelException if this source was given up
   * @throws InterruptedException if the thread was interrupted
   */
  protected final void pause(Duration time) throws InterruptedException {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    lock.lockInterruptibly();
    try {
      long left = time.compareTo(longest) > 0 ? Long.MAX_VALUE : time.toNanos();
      while (why == null && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
    throwIfGivenUp();
  }

  /** Ends the {@link #pause} that is under way, or else the next one. From any thread. */
  protected final void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks whether this source was given up.
   *
   * @throws ModelException if so
   */
  protected final void throwIfGivenUp() {
    lock.lock();
    try {
      if (why != null) {
        throw why;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * This source was given up, or closed after its end: what the layer holds is to be given back.
   * Called exactly once, by any thread. Must not block or throw. Default: nothing.
   *
   * @param problem why
   */
  protected void givenUp(ModelException problem) {}

  @Override
  public final void close() {
    abort(new CancelledException(
        "the call of " + model + " was closed before its end", ErrorDetails.of(model), null));
  }

  @Override
  public final void abort(ModelException problem) {
    EventSource inner;
    lock.lock();
    try {
      if (why != null) {
        return;
      }
      why = problem;
      inner = current;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (inner != null) {
        inner.abort(problem);
      }
    } finally {
      givenUp(problem);
    }
  }
}
