package io.fmops.eval.gate;

/** What of a figure is held against a limit. */
public enum Bound {
  /** The end of the 95 % interval that is nearer to failing, so that chance alone seldom passes. */
  INTERVAL,
  /** The figure itself, however few examples it rests on. */
  VALUE
}
