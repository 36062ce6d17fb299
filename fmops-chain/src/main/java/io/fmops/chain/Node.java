package io.fmops.chain;

import io.fmops.model.CancelledException;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.prompt.CatalogException;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run that goes on: what its trace is made of. Written by the one thread that runs the
 * step; read by others when that has ended. Of a step that was left behind because it did not
 * listen to its interrupt, a trace may show whatever it had come to.
 */
final class Node {

  private final @Nullable Node parent;
  private final String name;
  private final StepKind kind;

  /** From 1; 0 for a step that runs once. */
  private final int number;

  private final Object input;
  private final long startNanos = System.nanoTime();
  private long endNanos;
  private volatile StepState state = StepState.RUNNING;
  private @Nullable Object output;
  private @Nullable String prompt;
  private @Nullable ModelId model;
  private @Nullable Sums sums;
  private @Nullable String error;
  private int calls;
  private int failedCalls;
  private @Nullable JournaledStep replayed;
  private @Nullable StepStart begun;
  private @Nullable List<@Nullable Node> inner;

  Node(@Nullable Node parent, String name, StepKind kind, int number, Object input) {
    this.parent = parent;
    this.name = name;
    this.kind = kind;
    this.number = number;
    this.input = input;
  }

  String name() {
    return name;
  }

  StepKind kind() {
    return kind;
  }

  long startNanos() {
    return startNanos;
  }

  /** What listeners were told; null if there are none. */
  @Nullable
  StepStart begun() {
    return begun;
  }

  void begun(StepStart step) {
    begun = step;
  }

  boolean isRoot() {
    return parent == null;
  }

  String path() {
    Node outer = parent;
    if (outer == null) {
      return "";
    }
    String own = number == 0 ? name : name + "[" + number + "]";
    return outer.isRoot() ? own : outer.path() + "/" + own;
  }

  /** Makes room for steps at the same time, each of which has a place of its own; comes first. */
  void reserve(int places) {
    inner = new ArrayList<>(places);
    for (int i = 0; i < places; i++) {
      inner.add(null);
    }
  }

  void add(Node child) {
    if (inner == null) {
      inner = new ArrayList<>();
    }
    inner.add(child);
  }

  void put(int place, Node child) {
    if (inner != null) {
      inner.set(place, child);
    }
  }

  void asks(ModelId asked, GenerateRequest request) {
    model = asked;
    String version = request.metadata().get(PromptVersion.METADATA_KEY);
    prompt = version == null ? prompt : version;
    calls++;
  }

  void answered(GenerateResponse response) {
    model = response.model();
    for (StreamEvent.Notice notice : response.notices()) {
      failedCalls += notice.value() instanceof FailedAttempt ? 1 : 0;
    }
    sums().add(response.usage(), response.cost());
  }

  void failed(ModelException problem) {
    failedCalls += problem.attempts() - 1;
    TokenUsage used = problem.usage();
    if (used.total() > 0) {
      sums().add(used, Optional.empty());
    }
  }

  private Sums sums() {
    if (sums == null) {
      sums = new Sums();
    }
    return sums;
  }

  /** What the step has so far; shown if it fails after all. */
  void soFar(Object value) {
    output = value;
  }

  void finished(Object value) {
    output = value;
    end(replayed == null ? StepState.FINISHED : StepState.REPLAYED);
  }

  /** The output that follows is an earlier process's. */
  void replays(JournaledStep from) {
    replayed = from;
  }

  void waits() {
    end(StepState.WAITING);
  }

  void failed(Throwable problem, boolean here) {
    error = here ? describe(problem) : null;
    end(givenUp(problem) ? StepState.CANCELLED : StepState.FAILED);
  }

  private void end(StepState last) {
    endNanos = System.nanoTime();
    state = last;
  }

  static boolean givenUp(Throwable problem) {
    return problem instanceof CancelledException
        || (problem instanceof TimedOutException late
            && late.limit() == TimedOutException.Limit.DEADLINE);
  }

  /** One line without foreign text: only the library's own exceptions are known to have none. */
  static String describe(Throwable problem) {
    boolean own = problem instanceof ModelException
        || problem instanceof JournalException
        || problem instanceof NotApprovedException
        || problem instanceof NoWayException
        || problem instanceof PromptException
        || problem instanceof CatalogException;
    return own
        ? problem.getClass().getSimpleName() + ": " + problem.getMessage()
        : problem.getClass().getSimpleName();
  }

  JournaledStep journaled(Instant runStart, long runStartNanos) {
    return new JournaledStep(
        runStart.plusNanos(startNanos - runStartNanos),
        Duration.ofNanos(System.nanoTime() - startNanos),
        Optional.ofNullable(prompt),
        Optional.ofNullable(model),
        sums == null ? Optional.empty() : sums.usage(),
        sums == null ? Optional.empty() : sums.cost(),
        attempts());
  }

  private int attempts() {
    return Math.max(1, calls + failedCalls);
  }

  TraceStep step(Instant runStart, long runStartNanos, boolean runEnded) {
    StepState now = state;
    boolean running = now == StepState.RUNNING;
    TraceStep.Builder step = TraceStep.builder(
            path(), name, kind, runStart.plusNanos(startNanos - runStartNanos))
        .duration(Duration.ofNanos((running ? System.nanoTime() : endNanos) - startNanos))
        .state(running && runEnded ? StepState.CANCELLED : now)
        .input(input)
        .output(output)
        .prompt(prompt)
        .model(model)
        .usage(sums == null ? null : sums.usage().orElse(null))
        .cost(sums == null ? null : sums.cost().orElse(null))
        .error(error)
        .attempts(attempts())
        .steps(steps(runStart, runStartNanos, runEnded));
    if (replayed != null) {
      replayed.on(step);
    }
    return step.build();
  }

  List<TraceStep> steps(Instant runStart, long runStartNanos, boolean runEnded) {
    List<TraceStep> steps = new ArrayList<>();
    List<@Nullable Node> all = inner;
    if (all != null) {
      for (Node node : all) {
        if (node != null) {
          steps.add(node.step(runStart, runStartNanos, runEnded));
        }
      }
    }
    return steps;
  }
}
