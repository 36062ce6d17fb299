package io.fmops.chain;

/** How far a step, or a whole run, has come. */
public enum StepState {
  /** It has begun and not ended. */
  RUNNING,
  /** It has given its output. */
  FINISHED,
  /** It has failed, or something in it has. */
  FAILED,
  /** It was given up: a token, a deadline, an interrupt, or the failure of a step beside it. */
  CANCELLED,
  /** It waits for a person; the run goes on when the decision is there. */
  WAITING,
  /** Its output is that of an earlier process, from the journal; nothing was called. */
  REPLAYED
}
