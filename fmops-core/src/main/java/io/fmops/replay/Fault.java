package io.fmops.replay;

/** What {@link FaultInjection} can do to a call. */
public enum Fault {
  /** Refused at once: too many requests. */
  THROTTLED,
  /** Refused at once: the service is not there. */
  UNAVAILABLE,
  /** Begins, then says that there were too many requests. */
  THROTTLED_IN_STREAM,
  /** Begins, then breaks off without an end. */
  CUT,
  /** The answer is not in its format. */
  MALFORMED,
  /** Never answers; ends when somebody gives it up. */
  HANG,
  /** Begins, then sends nothing more; ends when somebody gives it up. */
  STALL
}
