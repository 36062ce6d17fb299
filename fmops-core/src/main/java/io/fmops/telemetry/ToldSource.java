package io.fmops.telemetry;

import io.fmops.model.CallContext;
import io.fmops.model.Cost;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ObservedSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One call that listeners hear of. */
final class ToldSource extends ObservedSource {

  private final ModelCall call;
  private final Tally tally;
  private final Listeners listeners;
  private final CallContext context;
  private final @Nullable PriceList prices;
  private final long startNanos;
  private @Nullable Duration timeToFirstToken;

  /** Who makes and reads the call, as far as that is known. */
  private volatile Thread reader = Thread.currentThread();

  ToldSource(
      ModelCall call,
      GenerateRequest request,
      EventSource inner,
      Listeners listeners,
      CallContext context,
      @Nullable PriceList prices,
      long startNanos) {
    super(call.model(), request, inner);
    this.call = call;
    this.tally = new Tally(call.model(), request);
    this.listeners = listeners;
    this.context = context;
    this.prices = prices;
    this.startNanos = startNanos;
  }

  @Override
  protected void event(StreamEvent event) {
    reader = Thread.currentThread();
    tally.event(event);
    if (timeToFirstToken == null && call.streaming() && event instanceof StreamEvent.Content) {
      timeToFirstToken = elapsed();
      listeners.firstToken(call, timeToFirstToken);
    }
  }

  @Override
  protected GenerateResponse completed(GenerateResponse whole) {
    tally.answer(whole);
    Optional<Cost> cost = cost();
    GenerateResponse told =
        cost.isPresent() ? whole.toBuilder().cost(cost.get()).build() : whole;
    listeners.finish(call, outcome(Optional.of(told), Optional.empty(), told.cost()));
    return told;
  }

  @Override
  protected void failed(ModelException problem) {
    tally.problem(problem);
    CallOutcome outcome = outcome(Optional.empty(), Optional.of(problem), cost());
    if (Thread.currentThread() == reader) {
      listeners.finish(call, outcome);
      return;
    }
    // The one thread that watches all deadlines, or whoever cancels, is not for users' code.
    try {
      context.executor().execute(() -> listeners.finish(call, outcome));
    } catch (RejectedExecutionException e) {
      listeners.finish(call, outcome);
    }
  }

  private Optional<Cost> cost() {
    return prices == null ? Optional.empty() : tally.cost(prices);
  }

  private CallOutcome outcome(
      Optional<GenerateResponse> response, Optional<ModelException> problem, Optional<Cost> cost) {
    return new CallOutcome(
        response,
        problem,
        tally.usage(),
        cost,
        elapsed(),
        Optional.ofNullable(timeToFirstToken),
        tally.exchanges().size());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
