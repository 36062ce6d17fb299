package io.fmops.chain;

import java.util.function.Function;

/** A step that decides, and the way that was decided for, which streams. */
final class ChoiceBody<I, C, O> implements Body<I, O> {

  private final Step<I, C> decide;
  private final Function<C, Step<? super I, ? extends O>> ways;

  ChoiceBody(Step<I, C> decide, Function<C, Step<? super I, ? extends O>> ways) {
    this.decide = decide;
    this.ways = ways;
  }

  @Override
  public O run(I input, StepContext context) {
    return context.run(ways.apply(context.run(decide, input)), input);
  }

  @Override
  public Tail<O> tail(I input, StepContext context) {
    return SequenceBody.tail(context, ways.apply(context.run(decide, input)), input);
  }
}
