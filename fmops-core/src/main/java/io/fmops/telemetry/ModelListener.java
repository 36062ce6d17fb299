package io.fmops.telemetry;

import io.fmops.model.CallContext;
import java.time.Duration;

/**
 * Looks at calls; given to {@link Telemetry}. For each call {@link #surround} and {@link #started}
 * are called once, {@link #firstToken} at most once, and {@link #finished} exactly once and last.
 *
 * <p>They run on the thread that makes or reads the call; {@code finished} of a call that another
 * thread gave up (a token, a deadline, an interrupt) runs on a thread of the call's executor, so it
 * may come just after the caller has its exception. Never on a provider's network thread. What a
 * listener throws is logged and harms neither the call nor the other listeners; one that takes long
 * delays the call. Thread-safe: one listener sees many calls at once.
 */
public interface ModelListener {

  /**
   * Puts something into the context for all that the call causes, such as a trace. Default:
   * nothing.
   *
   * @param call the call
   * @param context what surrounds it, with what listeners before this one have put in
   * @return the context for the layers further in
   */
  default CallContext surround(ModelCall call, CallContext context) {
    return context;
  }

  /**
   * A call begins. Default: nothing.
   *
   * @param call the call
   */
  default void started(ModelCall call) {}

  /**
   * The first content of a stream has come. Default: nothing.
   *
   * @param call the call
   * @param after since its beginning
   */
  default void firstToken(ModelCall call, Duration after) {}

  /**
   * The call has ended. Default: nothing.
   *
   * @param call the call
   * @param outcome how it ended
   */
  default void finished(ModelCall call, CallOutcome outcome) {}
}
