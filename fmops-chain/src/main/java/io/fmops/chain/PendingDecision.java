package io.fmops.chain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A question that a run waits for a person to answer. Immutable and thread-safe.
 *
 * @param runId names the run
 * @param chain names the chain
 * @param step the path of the step that asks
 * @param question what is asked; it may hold what models and users wrote
 * @param choices what can be answered, at least one
 * @param since when it was asked
 */
public record PendingDecision(
    String runId, String chain, String step, String question, List<String> choices, Instant since) {
  /** Copies the choices. */
  public PendingDecision {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(since, "since");
    choices = List.copyOf(choices);
  }

  /** Tells where, not what is asked. */
  @Override
  public String toString() {
    return "PendingDecision[runId=%s, chain=%s, step=%s, choices=%s]"
        .formatted(runId, chain, step, choices);
  }
}
