package io.fmops.model.spi;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;

/**
 * The one thing that a model needs to be able to do: open a stream of events for a request.
 * Thread-safe. Layers around a model (retries, guardrails, recorders) are engines, too.
 */
@FunctionalInterface
public interface ModelEngine extends AutoCloseable {

  /**
   * Begins a call. Returns without waiting for the answer: whatever takes time happens in
   * {@link EventSource#next()}, where it can be aborted.
   *
   * @param request what is asked
   * @param context the deadline and the cancellation; the core enforces both through
   *     {@link EventSource#close()}, so an engine needs them only to plan ahead
   * @return the events
   * @throws ModelException if the call cannot even begin, such as a request that the provider
   *     cannot express
   */
  EventSource open(GenerateRequest request, CallContext context);

  /**
   * Gives back connections and threads that the engine owns. Does nothing the second time. Default:
   * nothing to give back.
   */
  @Override
  default void close() {}
}
