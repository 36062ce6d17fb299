package io.fmops.chain;

/**
 * What a step does by itself. Called by several threads at once if the step is.
 *
 * @param <I> what it takes
 * @param <O> what it gives
 */
@FunctionalInterface
public interface StepFunction<I, O> {

  /**
   * Does it. The thread is interrupted when the run is given up or its deadline passes.
   *
   * @param input what the step was given
   * @return its output, never null
   * @throws Exception if it cannot; the run fails with it
   */
  O apply(I input) throws Exception;

  /**
   * What a step does with a look at the run that surrounds it.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   */
  @FunctionalInterface
  interface WithContext<I, O> {

    /**
     * Does it, as above.
     *
     * @param input what the step was given
     * @param context the run's deadline and cancellation, and its way to models
     * @return its output, never null
     * @throws Exception if it cannot; the run fails with it
     */
    O apply(I input, StepContext context) throws Exception;
  }
}
