package io.fmops.telemetry;

import io.fmops.model.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, none of which can harm the call or the others. */
final class Listeners {

  private static final Logger log = LoggerFactory.getLogger(Telemetry.class);

  private final List<ModelListener> all;

  Listeners(List<ModelListener> all) {
    this.all = all;
  }

  CallContext start(ModelCall call, CallContext context) {
    CallContext surrounded = context;
    for (ModelListener listener : all) {
      try {
        surrounded = listener.surround(call, surrounded);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        warn(listener, call, e);
      }
    }
    each(call, listener -> listener.started(call));
    return surrounded;
  }

  void firstToken(ModelCall call, Duration after) {
    each(call, listener -> listener.firstToken(call, after));
  }

  void finish(ModelCall call, CallOutcome outcome) {
    each(call, listener -> listener.finished(call, outcome));
  }

  private void each(ModelCall call, Consumer<ModelListener> told) {
    for (ModelListener listener : all) {
      try {
        told.accept(listener);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        warn(listener, call, e);
      }
    }
  }

  private static void warn(ModelListener listener, ModelCall call, Throwable e) {
    // The class only: what a listener throws may quote the prompt that it was given.
    log.warn(
        "the listener {} failed with {} on call {} of {}",
        listener.getClass().getName(),
        e.getClass().getName(),
        call.id(),
        call.model());
  }
}
