package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a journal knows of a finished step beside its output. */
record JournaledStep(
    Instant start,
    Duration duration,
    Optional<String> prompt,
    Optional<ModelId> model,
    Optional<TokenUsage> usage,
    Optional<Cost> cost,
    int attempts) {

  void on(TraceStep.Builder step) {
    step.duration(duration)
        .start(start)
        .prompt(prompt.orElse(null))
        .model(model.orElse(null))
        .usage(usage.orElse(null))
        .cost(cost.orElse(null))
        .attempts(attempts);
  }
}
