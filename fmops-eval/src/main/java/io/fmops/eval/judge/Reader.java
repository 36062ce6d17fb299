package io.fmops.eval.judge;

/** Makes a verdict of a judge's text. Thread-safe. */
@FunctionalInterface
interface Reader<T> {

  /** Never takes what stands in the material for a verdict, unless the verdict shows its own. */
  Reading<T> read(JudgeText text, Material material);
}
