package io.fmops.tool;

import io.fmops.model.ContentBlock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One call that a model asked for, and what became of it. Immutable and thread-safe, as far as the
 * exception is.
 *
 * @param call what the model asked for, as it wrote it
 * @param result what the model was told
 * @param outcome what became of it
 * @param duration how long the handler took; zero if it was not called
 * @param problem what the handler threw, for the application; the model does not get to see it
 */
public record ToolExecution(
    ContentBlock.ToolCall call,
    ContentBlock.ToolResult result,
    Outcome outcome,
    Duration duration,
    Optional<Throwable> problem) {

  /** What became of a call. */
  public enum Outcome {
    /** The handler gave a result. */
    DONE,
    /** The handler threw. */
    FAILED,
    /** The handler took too long and was interrupted. */
    TIMED_OUT,
    /** The handler was not called: there is no such tool, or its arguments are wrong or cut off. */
    INVALID,
    /** The handler was not called: the limit of calls was reached. */
    OVER_LIMIT
  }

  /** Checks that nothing is null. */
  public ToolExecution {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(problem, "problem");
  }

  static ToolExecution refused(ContentBlock.ToolCall call, Outcome outcome, String why) {
    return new ToolExecution(
        call,
        ContentBlock.ToolResult.failed(call.id(), why),
        outcome,
        Duration.ZERO,
        Optional.empty());
  }

  /** Tells what happened, not what was said. */
  @Override
  public String toString() {
    return "ToolExecution[tool=%s, outcome=%s, duration=%s]"
        .formatted(call.name(), outcome, duration);
  }
}
