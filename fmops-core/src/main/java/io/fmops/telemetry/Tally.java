package io.fmops.telemetry;

import io.fmops.model.Cost;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.AnswerFold;
import io.fmops.replay.Replay;
import io.fmops.replay.ResponseCache;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All exchanges of one call, each once: those that a layer gave up, and the one that ended it. What
 * comes from a recording or a cache is no exchange, so nothing counts after the notice that says
 * so. Not thread-safe.
 */
final class Tally {

  private final ModelId model;
  private final GenerateRequest request;
  private final List<Exchange> exchanges = new ArrayList<>(1);
  private final Set<ModelException> seen = Collections.newSetFromMap(new IdentityHashMap<>(2));
  private boolean replayed;
  private boolean cached;

  /** What was asked of a model, and what that used. */
  record Exchange(ModelId model, TokenUsage usage) {}

  Tally(ModelId model, GenerateRequest request) {
    this.model = model;
    this.request = request;
  }

  void event(StreamEvent event) {
    if (!(event instanceof StreamEvent.Notice notice)) {
      return;
    }
    if (notice.type().equals(Replay.NOTICE)) {
      replayed = true;
    } else if (notice.type().equals(ResponseCache.NOTICE)) {
      cached = true;
    } else if (notice.value() instanceof FailedAttempt attempt) {
      failed(attempt.model(), attempt.problem());
      // Whoever did not take what the cache had asks for real now. A recording has its own.
      cached = false;
    }
  }

  void answer(GenerateResponse whole) {
    if (!replayed()) {
      TokenUsage usage = whole.usage();
      exchanges.add(new Exchange(
          whole.model(),
          usage.source() == TokenUsage.Source.UNKNOWN
              ? AnswerFold.estimate(request, whole.content())
              : usage));
    }
  }

  void problem(ModelException problem) {
    failed(problem.details().model().orElse(model), problem);
  }

  private void failed(ModelId asked, ModelException problem) {
    if (replayed() || !seen.add(problem)) {
      return;
    }
    // A layer that tries again also keeps the earlier attempts in the last one's exception.
    for (Throwable earlier : problem.getSuppressed()) {
      if (earlier instanceof ModelException attempt) {
        failed(attempt.details().model().orElse(asked), attempt);
      }
    }
    if (problem.usage().source() == TokenUsage.Source.UNKNOWN) {
      new AnswerFold().keepIn(request, problem);
    }
    exchanges.add(new Exchange(asked, problem.usage()));
  }

  boolean replayed() {
    return replayed || cached;
  }

  List<Exchange> exchanges() {
    return exchanges;
  }

  /** The sum; exchanges that were refused used nothing and leave a reported sum reported. */
  TokenUsage usage() {
    return exchanges.stream()
        .map(Exchange::usage)
        .filter(usage -> usage.total() > 0)
        .reduce(TokenUsage::plus)
        .orElse(TokenUsage.reported(0, 0));
  }

  /** The sum; empty if something that was used has no price. */
  Optional<Cost> cost(PriceList prices) {
    BigDecimal sum = BigDecimal.ZERO;
    boolean estimated = false;
    for (Exchange exchange : exchanges) {
      Optional<BigDecimal> amount = prices.cost(exchange.model(), exchange.usage());
      if (amount.isEmpty() && exchange.usage().total() > 0) {
        return Optional.empty();
      }
      BigDecimal paid = amount.orElse(BigDecimal.ZERO);
      sum = sum.add(paid);
      estimated |= paid.signum() > 0 && exchange.usage().source() == TokenUsage.Source.ESTIMATED;
    }
    return Optional.of(new Cost(sum, prices.currency(), prices.date(), estimated));
  }
}
