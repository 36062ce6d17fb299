package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.List;

/** What several layers do with calls. */
final class Calls {

  /** How the error codes begin that are this library's own and not a provider's. */
  static final String OWN_CODE = "fmops.";

  private Calls() {}

  /** A call that cannot begin fails like every other: when its first event is asked for. */
  static EventSource open(ModelEngine engine, GenerateRequest request, CallContext context) {
    try {
      return engine.open(request, context);
    } catch (ModelException e) {
      return new EventSource() {
        @Override
        public StreamEvent next() {
          throw e;
        }

        @Override
        public void close() {}
      };
    }
  }

  /**
   * Hangs earlier problems on the last one. An engine that throws the same exception again must not
   * make a circle of them, nor a list that grows with every call.
   */
  static ModelException withEarlier(ModelException last, List<ModelException> earlier) {
    for (ModelException problem : earlier) {
      if (!contains(problem, last) && !List.of(last.getSuppressed()).contains(problem)) {
        last.addSuppressed(problem);
      }
    }
    return last;
  }

  private static boolean contains(Throwable tree, Throwable searched) {
    if (tree == searched) {
      return true;
    }
    for (Throwable part : tree.getSuppressed()) {
      if (contains(part, searched)) {
        return true;
      }
    }
    return false;
  }
}
