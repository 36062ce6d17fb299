package io.fmops.model.spi;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * For layers that look at a call without changing its course: passes the events on and tells the
 * outcome exactly once, as {@link #completed} or as {@link #failed}, whoever brings it about and
 * however many come at once.
 */
public abstract class ObservedSource implements EventSource {

  private static final Object COMPLETED = new Object();

  private final ModelId model;
  private final GenerateRequest request;
  private final EventSource inner;

  /** The outcome once there is one: {@link #COMPLETED} or the exception. */
  private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final AnswerFold fold = new AnswerFold();

  /**
   * Looks at a call.
   *
   * @param model named in messages
   * @param request what is asked
   * @param inner gives the events
   */
  protected ObservedSource(ModelId model, GenerateRequest request, EventSource inner) {
    this.model = model;
    this.request = request;
    this.inner = inner;
  }

  /**
   * An event before it is passed on, in the order of the stream and never after the outcome; the
   * last event goes to {@link #completed} instead. Must be quick, because whoever gives the call up
   * meanwhile waits for it, and must not throw. Default: nothing.
   *
   * @param event content or a notice
   */
  protected void event(StreamEvent event) {}

  /**
   * The call has its answer. Must not throw. Default: passes it on.
   *
   * @param whole the answer with all its content
   * @return the answer to pass on, whose content does not matter
   */
  protected GenerateResponse completed(GenerateResponse whole) {
    return whole;
  }

  /**
   * The call has failed or was given up; in the second case the exchange has ended already. Any
   * thread may bring this about, also the one that watches all deadlines, so it must be quick. Must
   * not throw. Default: nothing.
   *
   * @param problem how it ended, with what had arrived and its usage; a {@link CancelledException}
   *     if nobody wanted the rest
   */
  protected void failed(ModelException problem) {}

  @Override
  public final StreamEvent next() throws InterruptedException {
    StreamEvent event;
    try {
      event = inner.next();
    } catch (ModelException e) {
      throw end(e);
    }
    GenerateResponse whole;
    lock.lock();
    try {
      boolean last = event instanceof StreamEvent.Completed;
      if (last ? !outcome.compareAndSet(null, COMPLETED) : outcome.get() != null) {
        throw gone();
      }
      if (!last) {
        fold.add(event);
        // Under the lock, so that no event comes after the outcome.
        event(event);
        return event;
      }
      whole = fold.whole(((StreamEvent.Completed) event).response());
    } finally {
      lock.unlock();
    }
    return new StreamEvent.Completed(completed(whole));
  }

  /** Makes this the outcome unless there is one; gives the one that there is. */
  private ModelException end(ModelException why) {
    if (outcome.compareAndSet(null, why)) {
      fail(why);
      return why;
    }
    return gone();
  }

  private void fail(ModelException why) {
    lock.lock();
    try {
      fold.keepIn(request, why);
    } finally {
      lock.unlock();
    }
    failed(why);
  }

  private ModelException gone() {
    return outcome.get() instanceof ModelException problem ? problem : closed();
  }

  private CancelledException closed() {
    return new CancelledException(
        "the call of " + model + " was closed before its end", ErrorDetails.of(model), null);
  }

  @Override
  public final boolean endsOnInterrupt() {
    return inner.endsOnInterrupt();
  }

  @Override
  public final void close() {
    abort(closed());
  }

  @Override
  public final void abort(ModelException why) {
    boolean first = outcome.compareAndSet(null, why);
    try {
      // The exchange before the observer, who may take its time, and without the lock, which an
      // observer of events may hold.
      inner.abort(why);
    } finally {
      if (first) {
        fail(why);
      }
    }
  }
}
