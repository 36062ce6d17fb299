package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a run. Immutable; thread-safe, as far as the step's values are: their texts are made
 * when they are asked for, so a value that is changed later shows its later state.
 */
public final class TraceStep {

  /** How many characters of an input or output are kept; longer texts end in a remark. */
  public static final int MAX_TEXT = 8_000;

  private final String path;
  private final String name;
  private final StepKind kind;
  private final Instant start;
  private final Duration duration;
  private final StepState state;
  private final @Nullable Object input;
  private final @Nullable Object output;
  private final @Nullable String prompt;
  private final @Nullable ModelId model;
  private final @Nullable TokenUsage usage;
  private final @Nullable Cost cost;
  private final @Nullable String error;
  private final int attempts;
  private final List<TraceStep> steps;

  private TraceStep(Builder builder) {
    path = builder.path;
    name = builder.name;
    kind = builder.kind;
    start = builder.start;
    duration = builder.duration;
    state = builder.state;
    input = builder.input;
    output = builder.output;
    prompt = builder.prompt;
    model = builder.model;
    usage = builder.usage;
    cost = builder.cost;
    error = builder.error;
    attempts = builder.attempts;
    steps = List.copyOf(builder.steps);
  }

  /**
   * A builder of a finished step that took no time.
   *
   * @param path where it is
   * @param name its name
   * @param kind what it is
   * @param start when it began
   * @return a new builder
   */
  public static Builder builder(String path, String name, StepKind kind, Instant start) {
    return new Builder(path, name, kind, start);
  }

  /**
   * Where the step is: the names from the outermost step to this one, with slashes between them,
   * and behind a name that was run several times the number of the run, from 1, as in
   * {@code summary/part[3]/ask}.
   *
   * @return the path, unique within the run
   */
  public String path() {
    return path;
  }

  /**
   * The step's name.
   *
   * @return the last name of the path, without a number
   */
  public String name() {
    return name;
  }

  /**
   * What it is.
   *
   * @return the kind
   */
  public StepKind kind() {
    return kind;
  }

  /**
   * When it began; of a replayed step, in the earlier process.
   *
   * @return the instant
   */
  public Instant start() {
    return start;
  }

  /**
   * How long it took, or has taken so far.
   *
   * @return zero or more
   */
  public Duration duration() {
    return duration;
  }

  /**
   * How far it has come.
   *
   * @return the state
   */
  public StepState state() {
    return state;
  }

  /**
   * What it was given, as text of at most {@value #MAX_TEXT} characters and a remark.
   *
   * @return the text
   */
  public Optional<String> input() {
    return Optional.ofNullable(input).map(Texts::bounded);
  }

  /**
   * What it gave, as text of at most {@value #MAX_TEXT} characters and a remark.
   *
   * @return the text; absent until the step has finished
   */
  public Optional<String> output() {
    return Optional.ofNullable(output).map(Texts::bounded);
  }

  /**
   * The prompt version that it used.
   *
   * @return {@code name@number#hash}, if it used one of the catalog
   */
  public Optional<String> prompt() {
    return Optional.ofNullable(prompt);
  }

  /**
   * The model that answered last, or was asked last.
   *
   * @return the model, if the step itself asked one
   */
  public Optional<ModelId> model() {
    return Optional.ofNullable(model);
  }

  /**
   * The tokens of the step's own model calls, without those of its inner steps.
   *
   * @return the usage; absent if the step itself called no model
   */
  public Optional<TokenUsage> usage() {
    return Optional.ofNullable(usage);
  }

  /**
   * The cost of the step's own model calls, without those of its inner steps.
   *
   * @return the sum; absent if it is not known of each
   */
  public Optional<Cost> cost() {
    return Optional.ofNullable(cost);
  }

  /**
   * What went wrong in the step itself.
   *
   * @return one line without prompts and answers; absent if nothing did, or only in an inner step
   */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /**
   * How often it was tried: model calls and their repetitions.
   *
   * @return 1 or more
   */
  public int attempts() {
    return attempts;
  }

  /**
   * The inner steps.
   *
   * @return in the order in which they began; those at the same time in the order of the definition
   */
  public List<TraceStep> steps() {
    return steps;
  }

  /** Compares everything, values by their texts. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TraceStep that
        && path.equals(that.path)
        && name.equals(that.name)
        && kind == that.kind
        && start.equals(that.start)
        && duration.equals(that.duration)
        && state == that.state
        && input().equals(that.input())
        && output().equals(that.output())
        && Objects.equals(prompt, that.prompt)
        && Objects.equals(model, that.model)
        && Objects.equals(usage, that.usage)
        && Objects.equals(cost, that.cost)
        && Objects.equals(error, that.error)
        && attempts == that.attempts
        && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, kind, start, duration, state);
  }

  /** Tells the shape, not the texts. */
  @Override
  public String toString() {
    return "TraceStep[path=%s, kind=%s, state=%s, duration=%s]"
        .formatted(path, kind, state, duration);
  }

  /** Builds a {@link TraceStep}. Not thread-safe. */
  public static final class Builder {
    private final String path;
    private final String name;
    private final StepKind kind;
    private Instant start;
    private Duration duration = Duration.ZERO;
    private StepState state = StepState.FINISHED;
    private @Nullable Object input;
    private @Nullable Object output;
    private @Nullable String prompt;
    private @Nullable ModelId model;
    private @Nullable TokenUsage usage;
    private @Nullable Cost cost;
    private @Nullable String error;
    private int attempts = 1;
    private List<TraceStep> steps = List.of();

    private Builder(String path, String name, StepKind kind, Instant start) {
      this.path = Objects.requireNonNull(path, "path");
      this.name = Objects.requireNonNull(name, "name");
      this.kind = Objects.requireNonNull(kind, "kind");
      this.start = Objects.requireNonNull(start, "start");
    }

    /**
     * Sets when it began.
     *
     * @param value the instant
     * @return this
     */
    public Builder start(Instant value) {
      start = Objects.requireNonNull(value, "start");
      return this;
    }

    /**
     * Sets how long it took.
     *
     * @param value zero or more
     * @return this
     */
    public Builder duration(Duration value) {
      duration = Objects.requireNonNull(value, "duration");
      return this;
    }

    /**
     * Sets how far it has come.
     *
     * @param value the state
     * @return this
     */
    public Builder state(StepState value) {
      state = Objects.requireNonNull(value, "state");
      return this;
    }

    /**
     * Sets what it was given.
     *
     * @param value any value, or null if it is not known; its text is made when it is asked for
     * @return this
     */
    public Builder input(@Nullable Object value) {
      input = value;
      return this;
    }

    /**
     * Sets what it gave.
     *
     * @param value any value, or null if there is none; its text is made when it is asked for
     * @return this
     */
    public Builder output(@Nullable Object value) {
      output = value;
      return this;
    }

    /**
     * Sets the prompt version.
     *
     * @param value {@code name@number#hash}, or null
     * @return this
     */
    public Builder prompt(@Nullable String value) {
      prompt = value;
      return this;
    }

    /**
     * Sets the model.
     *
     * @param value the model, or null
     * @return this
     */
    public Builder model(@Nullable ModelId value) {
      model = value;
      return this;
    }

    /**
     * Sets the tokens of its own model calls.
     *
     * @param value the usage, or null if it called none
     * @return this
     */
    public Builder usage(@Nullable TokenUsage value) {
      usage = value;
      return this;
    }

    /**
     * Sets the cost of its own model calls.
     *
     * @param value the cost, or null if it is not known
     * @return this
     */
    public Builder cost(@Nullable Cost value) {
      cost = value;
      return this;
    }

    /**
     * Sets what went wrong.
     *
     * @param value one line, or null
     * @return this
     */
    public Builder error(@Nullable String value) {
      error = value;
      return this;
    }

    /**
     * Sets how often it was tried.
     *
     * @param value 1 or more
     * @return this
     */
    public Builder attempts(int value) {
      attempts = value;
      return this;
    }

    /**
     * Sets the inner steps.
     *
     * @param value in their order
     * @return this
     */
    public Builder steps(List<TraceStep> value) {
      steps = List.copyOf(value);
      return this;
    }

    /**
     * Builds the step.
     *
     * @return the step
     */
    public TraceStep build() {
      return new TraceStep(this);
    }
  }
}
