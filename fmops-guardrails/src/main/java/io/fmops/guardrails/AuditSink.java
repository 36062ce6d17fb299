package io.fmops.guardrails;

import io.fmops.model.CallContext;

/**
 * Hears of every decision of a guardrail. Called on the thread that makes the call, before the text
 * goes on; what it throws is logged and does not harm the call. Thread-safe.
 */
@FunctionalInterface
public interface AuditSink {

  /**
   * A decision.
   *
   * @param decision what was decided, also if nothing was found
   */
  void decided(AuditRecord decision);

  /**
   * A decision with what surrounds the call, such as the span of a trace. Default: the other form.
   *
   * @param decision what was decided, also if nothing was found
   * @param context what surrounds the call; an empty one for a text that was checked by itself
   */
  default void decided(AuditRecord decision, CallContext context) {
    decided(decision);
  }
}
