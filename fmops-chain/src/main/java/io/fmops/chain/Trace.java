package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What happened in a run of a chain: its steps as a tree, in the order in which they began.
 * Immutable; thread-safe, as far as the steps' values are.
 *
 * @param runId names the run; a resumed run keeps its id
 * @param chain names the chain
 * @param start when the run began, in this process
 * @param duration how long it has taken, in this process
 * @param state how far it has come
 * @param steps the outermost steps
 */
public record Trace(
    String runId,
    String chain,
    Instant start,
    Duration duration,
    StepState state,
    List<TraceStep> steps) {

  /**
   * The type of the notice that an answer of a chain as a model has; its value is the run's
   * {@code Trace}.
   */
  public static final String NOTICE = "fmops.chain.trace";

  /** Copies the list. */
  public Trace {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(state, "state");
    steps = List.copyOf(steps);
  }

  /**
   * The tokens of all model calls, those of an earlier process of the same run included.
   *
   * @return the sum; reported zeros if no model was called
   */
  public TokenUsage usage() {
    return Sums.usage(steps).orElse(TokenUsage.reported(0, 0));
  }

  /**
   * The cost of all model calls, those of an earlier process of the same run included.
   *
   * @return the sum; absent if a call's cost is not known, the currencies differ, or no model was
   *     called
   */
  public Optional<Cost> cost() {
    return Sums.cost(steps);
  }

  /**
   * Looks for a step.
   *
   * @param path as in {@link TraceStep#path()}
   * @return the step, if it has begun
   */
  public Optional<TraceStep> find(String path) {
    return find(steps, path);
  }

  private static Optional<TraceStep> find(List<TraceStep> among, String path) {
    for (TraceStep step : among) {
      if (step.path().equals(path)) {
        return Optional.of(step);
      } else if (path.startsWith(step.path() + "/") || path.startsWith(step.path() + "[")) {
        Optional<TraceStep> inner = find(step.steps(), path);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The trace as JSON, indented, with all texts: it may be as confidential as prompts and answers
   * are. {@link #fromJson} reads it.
   *
   * @return the JSON, with a line feed at its end
   */
  public String toJson() {
    return TraceJson.write(this);
  }

  /**
   * Reads a trace that {@link #toJson} wrote. Fields that it does not know are left out.
   *
   * @param json the JSON
   * @return a trace that equals the one that was written
   * @throws IllegalArgumentException if it is no trace, saying where and what was expected
   */
  public static Trace fromJson(String json) {
    return TraceJson.read(json);
  }

  /**
   * The trace as an HTML page with a timeline, for people: one text without scripts that needs
   * nothing else, to be written to a file as UTF-8. All that models and users wrote is shown as
   * text and never run. It may be as confidential as prompts and answers are.
   *
   * <p>It shows up to 2,000 steps and 4 million characters of inputs and outputs, and says what is
   * left out; {@link #toJson} has everything.
   *
   * @return the page
   */
  public String toHtml() {
    return TraceHtml.page(this);
  }

  /** Tells the shape, not the texts. */
  @Override
  public String toString() {
    return "Trace[runId=%s, chain=%s, state=%s, steps=%d, duration=%s]"
        .formatted(runId, chain, state, steps.size(), duration);
  }
}
