package io.fmops.model.spi;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * For layers that look at a call without changing its course: passes the events on and tells the
 * outcome exactly once, as {@link #completed} or as {@link #failed}, whoever brings it about and
 * however many come at once.
 */
public abstract class ObservedSource implements EventSource {

  private final ModelId model;
  private final GenerateRequest request;
  private final EventSource inner;

  private final ReentrantLock lock = new ReentrantLock();
  private final AnswerFold fold = new AnswerFold();
  private boolean ended;
  private @Nullable ModelException problem;

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
   * An event before it is passed on; the last one goes to {@link #completed} instead. Must not
   * throw. Default: nothing.
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
   * The call has failed or was given up. Must not throw. Default: nothing.
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
    GenerateResponse whole = null;
    lock.lock();
    try {
      if (ended) {
        throw gone();
      }
      if (event instanceof StreamEvent.Completed last) {
        ended = true;
        whole = fold.whole(last.response());
      } else {
        fold.add(event);
      }
    } finally {
      lock.unlock();
    }
    if (whole != null) {
      return new StreamEvent.Completed(completed(whole));
    }
    event(event);
    return event;
  }

  /** Decides the outcome if nobody has; gives the one that was decided. */
  private ModelException end(ModelException why) {
    if (decide(why)) {
      failed(why);
      return why;
    }
    return gone();
  }

  private boolean decide(ModelException why) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      ended = true;
      problem = why;
      fold.keepIn(request, why);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private ModelException gone() {
    lock.lock();
    try {
      return problem != null ? problem : closed();
    } finally {
      lock.unlock();
    }
  }

  private CancelledException closed() {
    return new CancelledException(
        "the call of " + model + " was closed before its end", ErrorDetails.of(model), null);
  }

  @Override
  public final void close() {
    abort(closed());
  }

  @Override
  public final void abort(ModelException why) {
    boolean first = decide(why);
    // The exchange before the observer, who may take its time.
    inner.abort(why);
    if (first) {
      failed(why);
    }
  }
}
