package io.fmops.chain;

import io.fmops.model.CallContext;

/**
 * Looks at runs: for each step, and for the run as a whole, {@link #surround} is called once and
 * then {@link #ended} once, inner steps within outer ones. The run as a whole is the step with the
 * empty path, which has all others as its children.
 *
 * <p>Both run on the thread that runs the step. What a listener throws is logged and harms neither
 * the run nor the other listeners. Thread-safe: one listener sees many steps at once.
 */
public interface ChainListener {

  /**
   * A step begins. Whatever is put into the context reaches the step's model calls and inner steps,
   * such as the span they belong to. Default: nothing.
   *
   * @param step the step
   * @param context what surrounds it, with what listeners have put in for the outer steps
   * @return the context for all that the step causes
   */
  default CallContext surround(StepStart step, CallContext context) {
    return context;
  }

  /**
   * A step has ended, in whatever way. Default: nothing.
   *
   * @param step the same object that {@link #surround} got
   * @param outcome how it ended, with its inner steps
   */
  default void ended(StepStart step, TraceStep outcome) {}
}
