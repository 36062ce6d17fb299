package io.fmops.model;

import io.fmops.model.internal.CallWatch;
import io.fmops.model.internal.PullPublisher;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer on its way. Read it in one of three ways: iterate over the events, wait for the whole
 * {@link #response()}, or subscribe to the {@link #publisher()}. Always close it; closing before
 * the end aborts the exchange.
 *
 * <p>Every stream has exactly one outcome: completed, failed, or cancelled. Events are read by one
 * thread at a time; {@link #close()} may come from any thread, also while another waits for an
 * event, which then gets a {@link CancelledException}.
 */
public final class ModelStream implements Iterable<StreamEvent>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ModelStream.class);

  private final ModelId model;
  private final GenerateRequest request;
  private final CallContext context;
  private final EventSource source;
  private final boolean endsOnInterrupt;
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<GenerateResponse> outcome = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final AnswerFold fold = new AnswerFold();
  private @Nullable Duration timeToFirstToken;
  private volatile @Nullable GenerateResponse response;
  private volatile @Nullable ModelException failure;
  private CancelToken.@Nullable Registration registration;
  private CallWatch.@Nullable Wait deadline;

  private ModelStream(
      ModelId model, GenerateRequest request, CallContext context, EventSource source) {
    this.model = model;
    this.request = request;
    this.context = context;
    this.source = source;
    this.endsOnInterrupt = source.endsOnInterrupt();
  }

  /** After construction, because a token may be cancelled and a deadline may pass at any moment. */
  private void watch() {
    CancelToken.Registration given = context
        .cancelToken()
        .onCancel(() ->
            abort("the call was cancelled: " + context.cancelToken().reason().orElse("")));
    CallWatch.Wait limit = context.limited()
        ? CallWatch.deadline(context.deadlineNanos(), this::deadlinePassed)
        : null;
    boolean ended;
    lock.lock();
    try {
      registration = given;
      deadline = limit;
      ended = response != null || failure != null;
    } finally {
      lock.unlock();
    }
    if (ended) {
      release(given, limit);
    }
  }

  private static void release(
      CancelToken.@Nullable Registration given, CallWatch.@Nullable Wait limit) {
    if (given != null) {
      given.close();
    }
    if (limit != null) {
      limit.close();
    }
  }

  static ModelStream open(
      ModelId model, ModelEngine engine, GenerateRequest request, CallContext context) {
    CallContext limited = request.deadline().map(context::withDeadline).orElse(context);
    if (limited.expired()) {
      throw timedOut(model);
    }
    try {
      ModelStream stream = new ModelStream(
          model,
          request,
          limited,
          Objects.requireNonNull(engine.open(request, limited), "no event source"));
      stream.watch();
      return stream;
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unexpected(model, e);
    }
  }

  /**
   * The events in their order, to be read once. {@code next} waits for the next event and throws a
   * {@link ModelException} if there will be none; after the {@link StreamEvent.Completed} there is
   * no next.
   *
   * @return the events
   * @throws IllegalStateException if the stream is already being read
   */
  @Override
  public Iterator<StreamEvent> iterator() {
    take();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !completed();
      }

      @Override
      public StreamEvent next() {
        if (completed()) {
          throw new NoSuchElementException("the answer is complete");
        }
        return advance();
      }
    };
  }

  /**
   * Waits for the end and gives the whole answer, including what was read as events before. May be
   * called again.
   *
   * @return the answer, the same that {@link FoundationModel#generate} would have given
   * @throws ModelException if the call fails
   */
  public GenerateResponse response() {
    taken.set(true);
    GenerateResponse whole;
    while ((whole = completedResponse()) == null) {
      advance();
    }
    return whole;
  }

  /**
   * The events as a publisher for one subscriber. Events are read as the subscriber asks for them,
   * on a thread of the context's executor; cancelling the subscription closes the stream.
   *
   * @return the publisher; its first subscriber gets the events, every other one an error
   */
  public Flow.Publisher<StreamEvent> publisher() {
    return new PullPublisher(this::takenBy, this::advance, this::completed, this::close, context);
  }

  /**
   * How the call ends, whoever reads it: with the answer, or with the {@link ModelException}.
   * Nothing happens here by itself; somebody has to read the stream or close it.
   *
   * @return completes exactly once
   */
  public CompletionStage<GenerateResponse> outcome() {
    return outcome.minimalCompletionStage();
  }

  /** Gives the call up if it has not ended. Does nothing the second time. */
  @Override
  public void close() {
    abort("the stream was closed before its end");
  }

  void abort(String why) {
    if (ended()) {
      // The usual case: a stack trace for every answer that is closed would cost more than the
      // rest.
      return;
    }
    end(null, new CancelledException(why, ErrorDetails.of(model), null));
  }

  private void take() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("the stream is already being read; it can be read only once");
    }
  }

  private boolean takenBy() {
    return taken.compareAndSet(false, true);
  }

  private boolean completed() {
    return completedResponse() != null;
  }

  private @Nullable GenerateResponse completedResponse() {
    return response;
  }

  private StreamEvent advance() {
    throwIfFailed();
    if (Thread.currentThread().isInterrupted()) {
      // Said here, because an engine that never waits would not notice.
      interrupted();
      throw failed();
    }
    if (context.expired()) {
      deadlinePassed();
      throw failed();
    }
    StreamEvent event;
    try {
      event = endsOnInterrupt ? source.next() : watchedNext();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      interrupted();
      throw failed();
    } catch (ModelException e) {
      end(null, Thread.currentThread().isInterrupted() ? cancelledByInterrupt(e) : e);
      throw failed();
    } catch (RuntimeException e) {
      end(
          null,
          Thread.currentThread().isInterrupted() ? cancelledByInterrupt(e) : unexpected(model, e));
      throw failed();
    } catch (Error e) {
      // Not ours to handle, but the exchange must not outlive its caller.
      end(null, unexpected(model, e));
      throw e;
    }
    return event == null ? noEvent() : accept(event);
  }

  private StreamEvent watchedNext() throws InterruptedException {
    try (CallWatch.Wait wait = CallWatch.interrupt(this::interrupted)) {
      return source.next();
    }
  }

  private StreamEvent noEvent() {
    end(
        null,
        new TruncatedStreamException(
            model + " ended its stream without saying that the answer is complete",
            ErrorDetails.of(model),
            null));
    throw failed();
  }

  private StreamEvent accept(StreamEvent event) {
    if (event instanceof StreamEvent.Completed completed) {
      GenerateResponse whole = whole(completed.response());
      end(whole, null);
      throwIfFailed();
      return new StreamEvent.Completed(whole);
    }
    lock.lock();
    try {
      if (failure == null) {
        if (timeToFirstToken == null
            && context.streaming()
            && event instanceof StreamEvent.Content) {
          timeToFirstToken = Duration.ofNanos(System.nanoTime() - startNanos);
        }
        fold.add(event);
        return event;
      }
    } finally {
      lock.unlock();
    }
    throw failed();
  }

  private GenerateResponse whole(GenerateResponse told) {
    lock.lock();
    try {
      return told.toBuilder()
          .content(fold.content())
          .notices(fold.notices())
          .latency(new Latency(
              Duration.ofNanos(System.nanoTime() - startNanos),
              Optional.ofNullable(timeToFirstToken),
              told.latency().server()))
          .build();
    } finally {
      lock.unlock();
    }
  }

  private void interrupted() {
    // At its deadline a chain interrupts the function that it is calling, on the reader's thread:
    // whoever sees that interrupt first must not take it for the caller's.
    end(null, context.expired() ? timedOut(model) : cancelledByInterrupt(null));
  }

  private CancelledException cancelledByInterrupt(@Nullable Throwable cause) {
    return new CancelledException(
        "the thread that called " + model + " was interrupted", ErrorDetails.of(model), cause);
  }

  private void deadlinePassed() {
    end(null, timedOut(model));
  }

  static TimedOutException timedOut(ModelId model) {
    return new TimedOutException(
        model + " did not finish its answer before the call's deadline",
        TimedOutException.Limit.DEADLINE,
        ErrorDetails.of(model),
        null);
  }

  /** Whoever comes first decides the outcome; everybody after finds it decided. */
  private void end(@Nullable GenerateResponse whole, @Nullable ModelException problem) {
    CancelToken.Registration given;
    CallWatch.Wait limit;
    lock.lock();
    try {
      if (response != null || failure != null) {
        return;
      }
      response = whole;
      failure = problem;
      if (problem != null) {
        fold.keepIn(request, problem);
      }
      given = registration;
      limit = deadline;
    } finally {
      lock.unlock();
    }
    release(given, limit);
    try {
      if (problem == null) {
        source.close();
      } else {
        source.abort(problem);
      }
    } catch (RuntimeException e) {
      // It must not throw, and the outcome is decided: nobody is to wait for it for ever.
      log.warn("the event source of {} could not be closed", model, e);
    }
    if (whole != null) {
      outcome.complete(whole);
    } else if (problem != null) {
      outcome.completeExceptionally(problem);
    }
  }

  private boolean ended() {
    return response != null || failure != null;
  }

  private void throwIfFailed() {
    if (failure != null) {
      throw failed();
    }
  }

  private ModelException failed() {
    ModelException problem = failure;
    if (problem == null) {
      return new CancelledException("the answer of " + model + " was already complete");
    }
    if (!outcome.isDone()) {
      awaitOutcome();
    }
    return problem;
  }

  /**
   * Another thread may be giving the call up just now. Whoever gets the exception may look at once
   * at what the call cost or whether a circuit is open, so that has to be written down by then.
   * Bounded, because somebody's callback may block although it must not.
   */
  private void awaitOutcome() {
    try {
      outcome.get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.trace("the call of {} was given up", model, e);
    }
  }

  private static ProviderException unexpected(ModelId model, Throwable cause) {
    return new ProviderException(
        "%s failed in an unexpected way: %s".formatted(model, cause),
        ErrorDetails.of(model),
        cause);
  }
}
