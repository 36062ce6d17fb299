package io.fmops.guardrails;

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
}
