package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sums over the model calls of a run. Not thread-safe. */
final class Sums {

  private @Nullable TokenUsage usage;
  private @Nullable Cost cost;
  private boolean costKnown = true;

  void add(TokenUsage used, Optional<Cost> paid) {
    usage = usage == null ? used : usage.plus(used);
    add(paid);
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

  Optional<TokenUsage> usage() {
    return Optional.ofNullable(usage);
  }

  Optional<Cost> cost() {
    return Optional.ofNullable(cost);
  }

  static Optional<TokenUsage> usage(List<TraceStep> steps) {
    return over(steps).usage();
  }

  static Optional<Cost> cost(List<TraceStep> steps) {
    return over(steps).cost();
  }

  private static Sums over(List<TraceStep> steps) {
    Sums sums = new Sums();
    sums.addAll(steps);
    return sums;
  }

  private void addAll(List<TraceStep> steps) {
    for (TraceStep step : steps) {
      step.usage().ifPresent(used -> add(used, step.cost()));
      addAll(step.steps());
    }
  }
}
