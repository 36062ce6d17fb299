package io.fmops.chain.spi;

/** How far a journaled run has come, as told by its last entry that says so. */
public enum RunState {
  /** It was begun and not ended: a process has it in its hands, or has died. */
  OPEN,
  /** It waits for a person's decision; no process needs to have it in its hands. */
  WAITING,
  /** It has failed or was given up; it can be resumed. */
  FAILED,
  /** It has given its output. */
  FINISHED
}
