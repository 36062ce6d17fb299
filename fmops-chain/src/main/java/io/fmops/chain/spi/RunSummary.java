package io.fmops.chain.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * A run in a list of runs. Immutable and thread-safe.
 *
 * @param runId names the run
 * @param chain names the chain
 * @param state how far it has come
 * @param begun when it began
 * @param changed when its last entry was written; when it began if it has none
 */
public record RunSummary(
    String runId, String chain, RunState state, Instant begun, Instant changed) {
  /** Checks that nothing is null. */
  public RunSummary {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(begun, "begun");
    Objects.requireNonNull(changed, "changed");
  }
}
