package io.fmops.eval.gate;

/** How a condition or a whole gate came out. */
public enum Outcome {
  /** The data shows that what was asked for holds. */
  PASSED,
  /** The data shows that it does not hold, or data is missing. */
  FAILED,
  /** The data shows neither: the interval has the limit inside, or there are too few examples. */
  UNDECIDED
}
