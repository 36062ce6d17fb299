package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call that has to get through a gate first, and leaves it exactly once. */
abstract class GateSource extends LayerSource {

  private enum Place {
    OUTSIDE,
    INSIDE,
    GONE
  }

  private final ModelEngine inner;
  private final GenerateRequest request;
  private final CallContext context;
  private final AtomicReference<Place> place = new AtomicReference<>(Place.OUTSIDE);
  private @Nullable EventSource source;

  GateSource(ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
    super(model);
    this.inner = inner;
    this.request = request;
    this.context = context;
  }

  /** Waits until the call may begin; throws if it may not. */
  abstract void enter() throws InterruptedException;

  /**
   * Told exactly once for every {@link #enter} that returned; one of the two is null. Must not
   * block or throw.
   */
  abstract void leave(@Nullable GenerateResponse response, @Nullable ModelException problem);

  /** An event before it is passed on. */
  void passing(StreamEvent event) {}

  @Override
  public final StreamEvent next() throws InterruptedException {
    if (source == null) {
      throwIfGivenUp();
      long start = System.nanoTime();
      enter();
      LocalWait.add(context, System.nanoTime() - start);
      if (!place.compareAndSet(Place.OUTSIDE, Place.INSIDE)) {
        // Given up between the gate and here: nobody else knows that it was passed.
        leave(null, reason());
        throwIfGivenUp();
      }
      source = use(Calls.open(inner, request, context));
    }
    try {
      StreamEvent event = source.next();
      passing(event);
      if (event instanceof StreamEvent.Completed last) {
        end(last.response(), null);
      }
      return event;
    } catch (ModelException e) {
      end(null, e);
      throw e;
    }
  }

  private ModelException reason() {
    try {
      throwIfGivenUp();
    } catch (ModelException e) {
      return e;
    }
    throw new IllegalStateException("the gate was left before the call was given up");
  }

  private void end(@Nullable GenerateResponse response, @Nullable ModelException problem) {
    if (place.getAndSet(Place.GONE) == Place.INSIDE) {
      leave(response, problem);
    }
  }

  @Override
  protected final void givenUp(ModelException problem) {
    end(null, problem);
  }
}
