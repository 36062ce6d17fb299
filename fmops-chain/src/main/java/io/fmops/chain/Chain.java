package io.fmops.chain;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.prompt.PromptVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Steps one after the other, each of which makes something of what the one before it gave.
 * Immutable; as thread-safe as the functions in its steps: one chain is run many times at once.
 *
 * <pre>{@code
 * Chain<String, String> chain = Chain.<String>named("summary")
 *     .then(Steps.ask("points", model, text -> GenerateRequest.of("List the points:\n" + text)))
 *     .then(Steps.ask("words", model, points -> GenerateRequest.of("In one sentence:\n" + points)))
 *     .build();
 * String summary = chain.run(text).output();
 * }</pre>
 *
 * <p>A run ends in a {@link ChainResult}, or in a {@link ChainException} that names the step and
 * keeps what the steps before it gave. With a journal, a run that was interrupted by anything, a
 * kill of the process included, is taken up again where it was: finished steps are not run again.
 *
 * @param <I> what it takes
 * @param <O> what it gives
 */
public final class Chain<I, O> {

  private final String name;
  private final String definition;
  private final List<Step<?, ?>> steps;
  private final SequenceBody<I, O> body;
  private final @Nullable StepCodec<I> codec;
  private final List<ChainListener> listeners;

  private Chain(Builder<I, ?> builder) {
    name = builder.name;
    steps = List.copyOf(builder.steps);
    // Checks the names as those of any step of steps.
    Step<I, O> whole = Step.of(name, StepKind.CHAIN, steps, new SequenceBody<I, O>(steps));
    StringBuilder lines = new StringBuilder("version:").append(builder.version).append('\n');
    whole.define("", lines);
    definition = lines.toString();
    body = new SequenceBody<>(steps);
    codec = builder.codec;
    listeners = List.copyOf(builder.listeners);
  }

  /**
   * A builder of a chain without steps.
   *
   * @param <I> what the chain takes
   * @param name names the chain, as the name of a {@link Step}
   * @return a new builder
   * @throws IllegalArgumentException if the name is malformed
   */
  public static <I> Builder<I, I> named(String name) {
    return new Builder<>(name, null);
  }

  /**
   * A builder of a chain without steps whose input a journal can hold.
   *
   * @param <I> what the chain takes
   * @param name names the chain, as the name of a {@link Step}
   * @param input the type of the input, as {@link StepCodec#of} knows it; not needed for strings,
   *     numbers, and lists and maps of these
   * @return a new builder
   * @throws IllegalArgumentException if the name is malformed or the type has no JSON
   */
  public static <I> Builder<I, I> named(String name, Class<I> input) {
    return new Builder<>(name, StepCodec.of(input));
  }

  /**
   * The chain's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The chain as a step of another one, with its own steps as inner steps. Its listeners are not
   * told.
   *
   * @return the step
   */
  public Step<I, O> asStep() {
    return Step.of(name, StepKind.CHAIN, steps, body);
  }

  /**
   * Runs the chain.
   *
   * @param input what it is given
   * @return its output
   * @throws ChainException if a step fails
   */
  public ChainResult<O> run(I input) {
    return run(input, RunOptions.create());
  }

  /**
   * Runs the chain on this thread; steps at the same time use others of the options' executor,
   * besides.
   *
   * @param input what it is given
   * @param options the journal, the limits
   * @return its output, or what it waits for
   * @throws ChainException if a step fails or the run is given up
   * @throws RunInUseException if the run is in somebody else's hands
   * @throws RunMismatchException if the run was begun by another chain or with another input
   * @throws JournalException if the journal cannot be opened
   */
  public ChainResult<O> run(I input, RunOptions options) {
    return whole(begin(input, options, options.callContext(), false), input);
  }

  /**
   * Goes on with a run that is in a journal: one that waited, failed, or was interrupted. One that
   * has finished gives its output again.
   *
   * @param journal where it is
   * @param runId names it
   * @return its output, or what it waits for
   * @throws IllegalArgumentException if there is no such run
   * @throws ChainException as {@link #run}
   * @throws JournalException as {@link #run}
   */
  public ChainResult<O> resume(Journal journal, String runId) {
    return resume(RunOptions.journaled(journal, runId));
  }

  /**
   * Goes on with a run that is in the options' journal.
   *
   * @param options the journal and the limits
   * @return its output, or what it waits for
   * @throws IllegalArgumentException if there is no such run, or no journal
   * @throws ChainException as {@link #run}
   * @throws JournalException as {@link #run}
   */
  public ChainResult<O> resume(RunOptions options) {
    Journal journal = options.journal();
    String runId = options.givenId();
    if (journal == null || runId == null) {
      throw new IllegalArgumentException("to resume a run takes a journal: RunOptions.journaled");
    }
    JournalRun held = journal
        .reopen(runId)
        .orElseThrow(() -> new IllegalArgumentException(
            "there is no run \"%s\" of the chain \"%s\" in the journal".formatted(runId, name)));
    RunLog log;
    I input;
    try {
      checkSame(runId, held.header());
      input = read(runId, held.header());
      log = new RunLog(runId, held);
    } catch (RuntimeException | Error e) {
      held.close();
      throw e;
    }
    return whole(run(input, options, log, options.callContext(), false), input);
  }

  /**
   * Runs the chain on a thread of the options' executor.
   *
   * @param input what it is given
   * @param options the journal, the limits
   * @return its result to come, or what {@link #run} throws; cancelling it cancels the run
   */
  public CompletableFuture<ChainResult<O>> start(I input, RunOptions options) {
    CompletableFuture<ChainResult<O>> future = new CompletableFuture<>();
    // A deadline counts from now, also while the run waits for a thread.
    CallContext outer = options.callContext();
    CancelToken token = new CancelToken();
    CancelToken.Registration link = outer
        .cancelToken()
        .onCancel(() -> token.cancel(outer.cancelToken().reason().orElse("")));
    var unused = future.whenComplete((result, problem) -> {
      link.close();
      token.cancel("the future has ended");
    });
    try {
      outer.executor().execute(() -> {
        try {
          if (!future.isDone()) {
            CallContext call = outer.withCancelToken(token);
            future.complete(whole(begin(input, options, call, false), input));
          }
        } catch (Throwable e) {
          future.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  /**
   * Runs the chain as its stream is read: all steps but the last before the first event, and the
   * last one's events as they come. A chain whose last step does not ask a model gives its output
   * in one piece.
   *
   * @param input what it is given
   * @return the events; close it
   */
  public ChainStream<O> stream(I input) {
    return stream(input, RunOptions.create());
  }

  /**
   * Runs the chain as its stream is read, as {@link #stream(Object)}.
   *
   * @param input what it is given
   * @param options the journal, the limits
   * @return the events; close it
   */
  public ChainStream<O> stream(I input, RunOptions options) {
    return ChainStream.of(this, input, options);
  }

  /**
   * The chain as a model: to be evaluated, guarded, recorded and served as any other. It streams as
   * {@link #stream}; its answer has the sums of usage and cost of all calls, the chain's id as its
   * model, and the {@link Trace} as a notice of the type {@link Trace#NOTICE}. An output that is no
   * text and no {@link io.fmops.model.GenerateResponse} is answered as its {@code toString()}. A
   * run that waits for a person is a failed call. The request's metadata goes to every call inside,
   * so a tenant's budget holds there, too; what else it says beside what the function takes from
   * it, such as a temperature, has no effect. Closing the model closes nothing.
   *
   * @param id names the model, such as {@code chain:summary}
   * @param input makes the chain's input, such as {@link #text}; its
   *     {@link io.fmops.model.ModelException}s are those of the call
   * @return the model
   */
  public FoundationModel asModel(ModelId id, Function<? super GenerateRequest, ? extends I> input) {
    return asModel(id, input, RunOptions.create());
  }

  /**
   * The chain as a model, with limits for each call.
   *
   * @param id names the model
   * @param input makes the chain's input
   * @param options without a journal, as each call is a run of its own
   * @return the model
   * @throws IllegalArgumentException if the options have a journal or an id of one run
   */
  public FoundationModel asModel(
      ModelId id, Function<? super GenerateRequest, ? extends I> input, RunOptions options) {
    Objects.requireNonNull(input, "input");
    if (options.journal() != null || options.givenId() != null) {
      throw new IllegalArgumentException(
          "the options name one run, but each call of the model is a run of its own");
    }
    return FoundationModel.of(
        id,
        (request, context) -> new ChainEvents<>(
            id,
            this,
            () -> input.apply(request),
            options.metadata(labels(options, request)),
            options.context(context).callContext(),
            context.streaming(),
            true));
  }

  /** What the caller says of the call holds for the calls inside, but which prompt it came from. */
  private static Map<String, String> labels(RunOptions options, GenerateRequest request) {
    Map<String, String> labels = new HashMap<>(options.labels());
    labels.putAll(request.metadata());
    labels.remove(PromptVersion.METADATA_KEY);
    return labels;
  }

  /**
   * The text of a request that is one text and nothing else: the usual input of a chain that is a
   * model and takes a string.
   *
   * @param request what was asked
   * @return the text of its one message
   * @throws io.fmops.model.RejectedInputException if the request has system text, several turns,
   *     tools, an output format, or content of another kind than text, naming it
   */
  public static String text(GenerateRequest request) {
    return RequestText.of(request);
  }

  private ChainResult<O> whole(Run run, I input) {
    try (run) {
      O output;
      try {
        output = body.run(input, run.context());
        return run.finished(output);
      } catch (WaitingSignal e) {
        return run.waits();
      } catch (RuntimeException e) {
        throw run.failed(e);
      }
    }
  }

  Tail<O> tail(Run run, I input) {
    return body.tail(input, run.context());
  }

  Run begin(I input, RunOptions options, CallContext call, boolean streams) {
    Objects.requireNonNull(input, "input");
    Journal journal = options.journal();
    String runId = options.givenId();
    if (journal == null || runId == null) {
      return run(input, options, null, call, streams);
    }
    String text = write(input);
    JournalRun held = journal.open(runId, new RunHeader(name, definition, text, Instant.now()));
    RunLog log;
    try {
      checkSame(runId, held.header());
      if (!held.header().input().equals(text)) {
        throw new RunMismatchException(
            "the run \"%s\" was begun with another input; a new input takes a new run"
                .formatted(runId));
      }
      log = new RunLog(runId, held);
    } catch (RuntimeException | Error e) {
      held.close();
      throw e;
    }
    return run(input, options, log, call, streams);
  }

  private Run run(
      I input, RunOptions options, @Nullable RunLog log, CallContext call, boolean streams) {
    List<ChainListener> all = listeners;
    if (!options.listeners().isEmpty()) {
      all = new ArrayList<>(listeners);
      all.addAll(options.listeners());
    }
    return new Run(name, input, options, all, log, call, streams);
  }

  private void checkSame(String runId, RunHeader header) {
    if (!header.chain().equals(name)) {
      throw new RunMismatchException("the run \"%s\" is one of the chain \"%s\", not of \"%s\""
          .formatted(runId, header.chain(), name));
    } else if (!header.definition().equals(definition)) {
      throw new RunMismatchException(
          "the chain \"%s\" has changed since the run \"%s\" began (%s); resume it with the chain as it was, or begin a new run"
              .formatted(name, runId, Definitions.difference(header.definition(), definition)));
    }
  }

  private String write(I input) {
    try {
      return codec == null ? Values.write(input) : codec.write(input);
    } catch (RuntimeException e) {
      throw new JournalException(
          "the input of the chain \"%s\" cannot be written into a journal: %s; say its type, as in Chain.named(name, Type.class)"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  @SuppressWarnings("unchecked") // what was written of an I
  private I read(String runId, RunHeader header) {
    try {
      return codec == null ? (I) Values.read(header.input()) : codec.read(header.input());
    } catch (RuntimeException e) {
      throw new JournalException(
          "the input of the run \"%s\" cannot be read: %s".formatted(runId, e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return "Chain[%s, steps=%s]".formatted(name, steps.stream().map(Step::name).toList());
  }

  /**
   * Builds a {@link Chain}. Immutable: each step gives a new builder.
   *
   * @param <I> what the chain takes
   * @param <O> what the last step so far gives
   */
  public static final class Builder<I, O> {
    private final String name;
    private final @Nullable StepCodec<I> codec;
    private final List<Step<?, ?>> steps;
    private final List<ChainListener> listeners;
    private final String version;

    private Builder(String name, @Nullable StepCodec<I> codec) {
      this(Step.checkName(name), codec, List.of(), List.of(), "1");
    }

    private Builder(
        String name,
        @Nullable StepCodec<I> codec,
        List<Step<?, ?>> steps,
        List<ChainListener> listeners,
        String version) {
      this.name = name;
      this.codec = codec;
      this.steps = steps;
      this.listeners = listeners;
      this.version = version;
    }

    /**
     * Adds a step.
     *
     * @param <P> what it gives
     * @param step takes what the steps so far give
     * @return a new builder
     */
    public <P> Builder<I, P> then(Step<? super O, ? extends P> step) {
      List<Step<?, ?>> more = new ArrayList<>(steps);
      more.add(Objects.requireNonNull(step, "step"));
      return new Builder<>(name, codec, more, listeners, version);
    }

    /**
     * Adds somebody who looks at all runs.
     *
     * @param listener looks
     * @return a new builder
     */
    public Builder<I, O> listener(ChainListener listener) {
      List<ChainListener> more = new ArrayList<>(listeners);
      more.add(Objects.requireNonNull(listener, "listener"));
      return new Builder<>(name, codec, steps, more, version);
    }

    /**
     * Sets the version of the chain, to be raised when its steps come to mean something else under
     * the same names: a run that was begun by another version is not resumed. Default: {@code 1}.
     *
     * @param value any text without line breaks
     * @return a new builder
     * @throws IllegalArgumentException if there is a line break
     */
    public Builder<I, O> version(String value) {
      if (value.lines().count() > 1 || value.endsWith("\n")) {
        throw new IllegalArgumentException("the version of a chain must be one line");
      }
      return new Builder<>(name, codec, steps, listeners, value);
    }

    /**
     * Sets what writes the chain's input into a journal.
     *
     * @param value the codec
     * @return a new builder
     */
    public Builder<I, O> input(StepCodec<I> value) {
      return new Builder<>(name, Objects.requireNonNull(value, "input"), steps, listeners, version);
    }

    /**
     * Builds the chain.
     *
     * @return the chain
     * @throws IllegalArgumentException if there is no step, or two steps side by side have one name
     */
    public Chain<I, O> build() {
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("the chain \"%s\" has no steps".formatted(name));
      }
      return new Chain<>(this);
    }
  }
}
