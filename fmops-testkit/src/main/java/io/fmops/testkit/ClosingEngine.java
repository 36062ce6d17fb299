package io.fmops.testkit;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;

/**
 * Closes the inner engine's stream after its first event and then asks for one more, as a race
 * between a reader and a closer does: the inner engine has to answer with an exception.
 */
record ClosingEngine(ModelEngine inner) implements ModelEngine {

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    EventSource source = inner.open(request, context);
    return new EventSource() {
      private boolean closed;

      @Override
      public StreamEvent next() throws InterruptedException {
        if (!closed) {
          StreamEvent first = source.next();
          source.close();
          closed = true;
          return first;
        }
        StreamEvent more;
        try {
          more = source.next();
        } catch (ModelException e) {
          throw new CancelledException("the engine noticed that it was closed");
        }
        throw new AssertionError("the engine ignored close() and went on with " + more.getClass());
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  @Override
  public void close() {
    inner.close();
  }
}
