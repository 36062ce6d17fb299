package io.fmops.eval.metric;

/** How the figures of single classes become one, as scikit-learn's {@code average} has it. */
public enum Averaging {
  /** The classes' counts are added up first, so every answer weighs the same. */
  MICRO,
  /** The mean over the classes, every class with the same weight. */
  MACRO,
  /** The mean over the classes, every class with its support as weight. */
  WEIGHTED
}
