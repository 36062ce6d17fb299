package io.fmops.eval.baseline;

/** Asks, between two steps of a computation, whether anybody still wants its result. */
@FunctionalInterface
interface Checkpoint {

  /**
   * Returns if the work is to go on.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws io.fmops.model.CancelledException if the call was closed
   */
  void check() throws InterruptedException;
}
