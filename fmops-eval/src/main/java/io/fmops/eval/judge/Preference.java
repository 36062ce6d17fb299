package io.fmops.eval.judge;

/** Which of two answers a judge prefers, by the place in which it was shown. */
public enum Preference {
  /** The answer that was shown first. */
  FIRST,
  /** The answer that was shown second. */
  SECOND,
  /** Neither. */
  TIE
}
