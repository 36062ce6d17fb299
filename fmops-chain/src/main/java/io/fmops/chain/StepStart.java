package io.fmops.chain;

import java.time.Instant;
import java.util.Objects;

/**
 * A step that begins, as {@link ChainListener}s see it. Immutable and thread-safe.
 *
 * @param runId names the run
 * @param chain names the chain
 * @param path where the step is, as in {@link TraceStep#path()}; empty for the run as a whole
 * @param name the step's name; the chain's for the run as a whole
 * @param kind what it is
 * @param start when it began
 */
public record StepStart(
    String runId, String chain, String path, String name, StepKind kind, Instant start) {
  /** Checks that nothing is null. */
  public StepStart {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(start, "start");
  }
}
