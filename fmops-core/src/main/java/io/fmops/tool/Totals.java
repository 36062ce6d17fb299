package io.fmops.tool;

import io.fmops.model.Cost;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one call used together. Only {@link #used} may come from any thread. */
final class Totals {

  private int turns;
  private long begin;
  private volatile @Nullable TokenUsage usage;
  private @Nullable Cost cost;
  private boolean costKnown = true;

  int turns() {
    return turns;
  }

  void turnBegins() {
    turns++;
    begin = System.nanoTime();
  }

  /** Adds an answer; gives it with the time that it took. */
  GenerateResponse turnEnds(GenerateResponse response) {
    TokenUsage before = usage;
    usage = before == null ? response.usage() : before.plus(response.usage());
    add(response.cost());
    Latency told = response.latency();
    Duration total = Duration.ofNanos(System.nanoTime() - begin);
    return response.toBuilder()
        .latency(new Latency(total, told.timeToFirstToken(), told.server()))
        .build();
  }

  private void add(Optional<Cost> more) {
    Cost sum = cost;
    costKnown &=
        more.isPresent() && (sum == null || sum.currency().equals(more.get().currency()));
    if (!costKnown) {
      cost = null;
    } else {
      cost = sum == null ? more.get() : sum.plus(more.get());
    }
  }

  Optional<TokenUsage> used() {
    return Optional.ofNullable(usage);
  }

  /** The last answer with usage and cost of all. */
  GenerateResponse sum(GenerateResponse last) {
    return last.toBuilder().usage(used().orElse(last.usage())).cost(cost).build();
  }
}
