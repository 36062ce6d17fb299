package io.fmops.chain;

/** What a step does. */
@FunctionalInterface
interface Body<I, O> {

  /** Does it, to the end. */
  O run(I input, StepContext context) throws Exception;

  /** Does it as the last step of a stream: up to the model call whose events are the output. */
  default Tail<O> tail(I input, StepContext context) throws Exception {
    return new Tail.Value<>(run(input, context));
  }
}
