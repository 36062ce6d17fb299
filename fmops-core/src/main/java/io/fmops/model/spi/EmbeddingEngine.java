package io.fmops.model.spi;

import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.ModelException;

/** What an embedding model needs to be able to do. Thread-safe. */
@FunctionalInterface
public interface EmbeddingEngine extends AutoCloseable {

  /**
   * Turns texts into vectors.
   *
   * @param request the texts
   * @param context the deadline and the cancellation
   * @return one vector a text, in the same order
   * @throws ModelException if the call failed
   */
  EmbedResponse embed(EmbedRequest request, CallContext context);

  /** Gives back connections and threads that the engine owns. Default: nothing to give back. */
  @Override
  default void close() {}
}
