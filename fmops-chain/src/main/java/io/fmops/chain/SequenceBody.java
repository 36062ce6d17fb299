package io.fmops.chain;

import java.util.List;

/** Steps one after the other; the last one streams. */
final class SequenceBody<I, O> implements Body<I, O> {

  private final List<Step<Object, Object>> steps;

  @SuppressWarnings("unchecked") // each takes what the one before it gives
  SequenceBody(List<? extends Step<?, ?>> steps) {
    this.steps = (List<Step<Object, Object>>) List.copyOf(steps);
  }

  @Override
  @SuppressWarnings("unchecked") // the last one gives what the sequence gives
  public O run(I input, StepContext context) {
    Object value = input;
    for (Step<Object, Object> step : steps) {
      value = context.run(step, value);
    }
    return (O) value;
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  public Tail<O> tail(I input, StepContext context) {
    Object value = input;
    int last = steps.size() - 1;
    for (Step<Object, Object> step : steps.subList(0, last)) {
      value = context.run(step, value);
    }
    return (Tail<O>) context.tail(steps.get(last), value);
  }

  @SuppressWarnings("unchecked") // a tail only gives
  static <A, B> Tail<B> tail(StepContext context, Step<? super A, ? extends B> step, A input) {
    return (Tail<B>) context.tail(step, input);
  }
}
