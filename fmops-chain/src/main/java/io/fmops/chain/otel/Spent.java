package io.fmops.chain.otel;

import io.fmops.chain.StepState;
import io.fmops.chain.TraceStep;
import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a step and its inner steps used in this process: what was replayed is on the spans of the
 * process that used it.
 *
 * @param usage absent if no model was called
 * @param cost absent if no model was called, a call's cost is not known, or currencies differ
 */
record Spent(Optional<TokenUsage> usage, Optional<Cost> cost) {

  static Spent in(TraceStep step) {
    List<TraceStep> calls = new ArrayList<>();
    collect(step, calls);
    Optional<TokenUsage> usage =
        calls.stream().flatMap(call -> call.usage().stream()).reduce(TokenUsage::plus);
    boolean known = calls.stream().allMatch(call -> call.cost().isPresent());
    List<Cost> costs = calls.stream().flatMap(call -> call.cost().stream()).toList();
    boolean same = costs.stream().map(Cost::currency).distinct().count() == 1;
    return new Spent(usage, known && same ? costs.stream().reduce(Cost::plus) : Optional.empty());
  }

  private static void collect(TraceStep step, List<TraceStep> calls) {
    if (step.usage().isPresent() && step.state() != StepState.REPLAYED) {
      calls.add(step);
    }
    step.steps().forEach(inner -> collect(inner, calls));
  }
}
