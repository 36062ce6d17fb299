package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ProviderException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run of a chain as the events of a model. The thread that reads the events runs the chain. */
final class ChainEvents<I, O> implements EventSource {

  private final ModelId model;
  private final Chain<I, O> chain;
  private final Supplier<? extends I> input;
  private final RunOptions options;
  private final CallContext context;

  private final boolean streams;

  /** Whether it has to keep to what models do, or is read by who knows that it is a chain. */
  private final boolean asModel;

  private final CancelToken token = new CancelToken();
  private final CancelToken.Registration link;

  /** Held by whoever runs the chain; guards the fields below. */
  private final ReentrantLock busy = new ReentrantLock();

  private final Queue<StreamEvent> pending = new ArrayDeque<>();
  private @Nullable Run run;
  private Tail.@Nullable Call<O> call;
  private @Nullable Iterator<StreamEvent> events;
  private boolean ended;

  private final ReentrantLock accounting = new ReentrantLock();
  private @Nullable ModelException accounted;
  private volatile @Nullable ModelException given;
  private volatile @Nullable ChainResult<O> result;
  private volatile @Nullable RuntimeException failure;

  ChainEvents(
      ModelId model,
      Chain<I, O> chain,
      Supplier<? extends I> input,
      RunOptions options,
      CallContext context,
      boolean streams,
      boolean asModel) {
    this.model = model;
    this.chain = chain;
    this.input = input;
    this.options = options;
    this.context = context;
    this.streams = streams;
    this.asModel = asModel;
    this.link = context
        .cancelToken()
        .onCancel(() -> token.cancel(context.cancelToken().reason().orElse("")));
  }

  /** How the run ended; empty if it has not, or has failed. */
  Optional<ChainResult<O>> result() {
    return Optional.ofNullable(result);
  }

  /** Why the run failed; empty if it has not. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public StreamEvent next() {
    busy.lock();
    try {
      while (true) {
        StreamEvent ready = pending.poll();
        if (ready != null) {
          return ready;
        }
        ModelException why = given;
        if (why != null) {
          throw why;
        }
        StreamEvent event = advance();
        if (event != null) {
          return event;
        }
      }
    } catch (WaitingSignal e) {
      return waits();
    } catch (RuntimeException e) {
      throw asModelException(failed(e));
    } finally {
      busy.unlock();
      endIfGivenUp();
    }
  }

  /** The next event, or null if it is among those that are pending. */
  private @Nullable StreamEvent advance() {
    if (run == null) {
      I value = input.get();
      Run begun = chain.begin(value, options, context.withCancelToken(token), streams);
      run = begun;
      Tail<O> tail = chain.tail(begun, value);
      if (tail instanceof Tail.Value<O> whole) {
        finish(begun, whole.value(), whole.answer());
        return null;
      }
      call = (Tail.Call<O>) tail;
      events = call.stream().iterator();
    }
    Run going = run;
    Tail.Call<O> last = call;
    Iterator<StreamEvent> from = events;
    if (last == null || from == null) {
      throw new IllegalStateException("the last event has been read");
    }
    StreamEvent event;
    try {
      event = from.next();
    } catch (RuntimeException e) {
      call = null;
      throw last.ending().fail(e);
    }
    if (!(event instanceof StreamEvent.Completed completed)) {
      return event;
    }
    call = null;
    O output = last.ending().finish(completed.response());
    ended(going, output, completed.response());
    return null;
  }

  /** Tells the output as content, because no model's stream did, and ends. */
  private void finish(Run going, O output, @Nullable GenerateResponse answer) {
    GenerateResponse whole = output instanceof GenerateResponse response ? response : answer;
    if (whole == null) {
      pending.add(new StreamEvent.TextDelta(0, String.valueOf(output)));
    } else {
      pending.addAll(whole.notices());
      int block = 0;
      for (ContentBlock content : whole.content()) {
        pending.add(new StreamEvent.WholeBlock(block++, content));
      }
    }
    ended(going, output, whole);
  }

  private void ended(Run going, O output, @Nullable GenerateResponse last) {
    ChainResult<O> made = going.finished(output);
    result = made;
    ended = true;
    link.close();
    GenerateResponse.Builder response = GenerateResponse.builder(model)
        .usage(going.budget().answered().orElse(TokenUsage.reported(0, 0)));
    if (last == null) {
      response.stopReason(StopReason.END_TURN, "end_turn");
    } else {
      response
          .stopReason(last.stopReason(), last.rawStopReason())
          .requestId(last.requestId().orElse(null))
          .metadata(last.metadata())
          .raw(last.raw(Object.class).orElse(null));
    }
    if (asModel) {
      Trace trace = made.trace();
      response.cost(trace.cost().orElse(null));
      pending.add(new StreamEvent.Notice(Trace.NOTICE, trace));
    }
    pending.add(new StreamEvent.Completed(response.build()));
  }

  private StreamEvent waits() {
    Run going = run;
    if (going == null) {
      throw new IllegalStateException("a run that has not begun cannot wait");
    }
    ChainResult<O> made = going.waits();
    result = made;
    ended = true;
    link.close();
    if (asModel) {
      throw new ProviderException(
          "the chain %s waits for a person at %s, which no call of a model can do"
              .formatted(
                  chain.name(),
                  made.waiting().stream().map(PendingDecision::step).toList()),
          ErrorDetails.of(model),
          null);
    }
    return new StreamEvent.Completed(GenerateResponse.builder(model)
        .stopReason(StopReason.OTHER, "waiting")
        .usage(going.budget().answered().orElse(TokenUsage.reported(0, 0)))
        .build());
  }

  /** Ends the run, if it has begun. */
  private RuntimeException failed(RuntimeException problem) {
    RuntimeException known = failure;
    if (known != null) {
      return known;
    }
    Run going = run;
    Tail.Call<O> last = call;
    RuntimeException why = problem;
    if (last != null) {
      call = null;
      last.stream().close();
      why = last.ending().fail(problem);
    }
    ended = true;
    link.close();
    RuntimeException told = going == null ? problem : going.failed(reason(why));
    failure = told;
    return told;
  }

  /** A step only sees a cancelled token; whoever gave the run up knows why. */
  private RuntimeException reason(RuntimeException problem) {
    ModelException why = given;
    return why != null
            && problem instanceof StepFailure step
            && step.problem() instanceof CancelledException
        ? new StepFailure(step.path(), why)
        : problem;
  }

  /** What a caller of a model understands; the step is told beside it. */
  private ModelException asModelException(RuntimeException problem) {
    if (problem instanceof ModelException e) {
      return account(e);
    } else if (problem instanceof ChainException e
        && e.getCause() instanceof ModelException cause) {
      // Without a cause of its own: it would lead back to where it is told.
      cause.addSuppressed(
          new ChainException(e.chain(), e.step(), Node.describe(cause), e.trace(), null));
      return account(cause);
    }
    return account(new ProviderException(
        problem instanceof ChainException || problem instanceof JournalException
            ? String.valueOf(problem.getMessage())
            : "the chain \"%s\" failed: %s"
                .formatted(chain.name(), problem.getClass().getSimpleName()),
        ErrorDetails.of(model),
        problem));
  }

  /** Adds what the calls before it used; the same exception comes twice, thrown and as a reason. */
  private ModelException account(ModelException problem) {
    accounting.lock();
    try {
      Run going = run;
      if (accounted != problem && going != null) {
        accounted = problem;
        going.budget().answered().ifPresent(problem::addEarlierUsage);
      }
    } finally {
      accounting.unlock();
    }
    return problem;
  }

  /**
   * Calls of models watch the thread themselves and functions get the interrupt. One that comes
   * from the chain, because a function is late, is not to end the call from outside.
   */
  @Override
  public boolean endsOnInterrupt() {
    return true;
  }

  @Override
  public void close() {
    abort(new CancelledException(
        "the call of " + model + " was closed before its end", ErrorDetails.of(model), null));
  }

  @Override
  public void abort(ModelException why) {
    if (given == null) {
      given = why;
    }
    token.cancel(String.valueOf(why.getMessage()));
    endIfGivenUp();
    account(why);
  }

  /** Whoever runs the chain ends it; if nobody does just now, this thread does. */
  private void endIfGivenUp() {
    ModelException why = given;
    if (why == null || !busy.tryLock()) {
      return;
    }
    try {
      if (!ended) {
        failed(why);
      }
    } finally {
      busy.unlock();
    }
  }
}
