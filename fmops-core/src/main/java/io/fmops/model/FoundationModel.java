package io.fmops.model;

import io.fmops.model.internal.CallWatch;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something that answers a {@link GenerateRequest}: a model on Bedrock, an endpoint, an embedded
 * method, or any of these with layers around it. Opened with {@link Models#open(String)}.
 *
 * <p>All ways to call it are the same call: {@link #generate} is the fold of the events that
 * {@link #stream} gives. Every call ends in exactly one of a response or a {@link ModelException};
 * a passed deadline, a cancelled token or future, a closed stream and an interrupted thread abort
 * the exchange. Thread-safe.
 *
 * <pre>{@code
 * try (FoundationModel model = Models.open("baseline:lead-3")) {
 *   System.out.println(model.generate(GenerateRequest.of("One. Two. Three. Four.")).text());
 * }
 * }</pre>
 */
public final class FoundationModel implements AutoCloseable {

  private final ModelId id;
  private final ModelEngine engine;

  private FoundationModel(ModelId id, ModelEngine engine) {
    this.id = Objects.requireNonNull(id, "id");
    this.engine = Objects.requireNonNull(engine, "engine");
  }

  /**
   * A model over an engine.
   *
   * @param id names the model
   * @param engine does the work
   * @return the model
   */
  public static FoundationModel of(ModelId id, ModelEngine engine) {
    return new FoundationModel(id, engine);
  }

  /**
   * The model's name.
   *
   * @return the id it was opened with
   */
  public ModelId id() {
    return id;
  }

  /**
   * The same model with a layer around it: retries, a guardrail, a recorder. The layer sees every
   * call, however it is made. Layers compose from the inside out. Closing the new model closes the
   * layer and then this model's engine.
   *
   * @param layer makes the outer engine from the inner one
   * @return a new model under the same id
   */
  public FoundationModel with(ModelLayer layer) {
    return new FoundationModel(id, new Layered(layer.around(id, engine), engine));
  }

  /**
   * What does the work: for layers that make one model of several. Applications call the model.
   *
   * @return the engine, with all layers
   */
  public ModelEngine engine() {
    return engine;
  }

  /**
   * Waits for the whole answer.
   *
   * @param request what is asked
   * @return the answer
   * @throws ModelException if the call fails
   */
  public GenerateResponse generate(GenerateRequest request) {
    return generate(request, CallContext.create());
  }

  /**
   * Waits for the whole answer, within a deadline and a cancellation.
   *
   * @param request what is asked
   * @param context what surrounds the call
   * @return the answer
   * @throws ModelException if the call fails
   */
  public GenerateResponse generate(GenerateRequest request, CallContext context) {
    try (ModelStream stream = open(request, context.withStreaming(false))) {
      return stream.response();
    }
  }

  /**
   * Begins a call and gives its events as they come.
   *
   * @param request what is asked
   * @return the events; close it
   * @throws ModelException if the call cannot begin
   */
  public ModelStream stream(GenerateRequest request) {
    return stream(request, CallContext.create());
  }

  /**
   * Begins a call and gives its events as they come, within a deadline and a cancellation.
   *
   * @param request what is asked
   * @param context what surrounds the call
   * @return the events; close it
   * @throws ModelException if the call cannot begin
   */
  public ModelStream stream(GenerateRequest request, CallContext context) {
    return open(request, context.withStreaming(true));
  }

  /**
   * Has the answer made by another thread.
   *
   * @param request what is asked
   * @return the answer to come, or a {@link ModelException}; cancelling it aborts the exchange
   */
  public CompletableFuture<GenerateResponse> generateAsync(GenerateRequest request) {
    return generateAsync(request, CallContext.create());
  }

  /**
   * Has the answer made by a thread of the context's executor, within a deadline and a
   * cancellation. The deadline of the request counts from now, also while the call waits for a
   * thread.
   *
   * @param request what is asked
   * @param context what surrounds the call
   * @return the answer to come, or a {@link ModelException}; cancelling it aborts the exchange
   */
  public CompletableFuture<GenerateResponse> generateAsync(
      GenerateRequest request, CallContext context) {
    CompletableFuture<GenerateResponse> future = new CompletableFuture<>();
    CallContext limited = request.deadline().map(context::withDeadline).orElse(context);
    CancelToken token = new CancelToken();
    AtomicBoolean begun = new AtomicBoolean();
    // Until the call begins, nobody but the future can tell how it ends.
    CancelToken.Registration outer = context.cancelToken().onCancel(() -> {
      token.cancel(context.cancelToken().reason().orElse(""));
      if (!begun.get()) {
        future.completeExceptionally(cancelled(context));
      }
    });
    CallWatch.Wait limit = limited.limited()
        ? CallWatch.deadline(limited.deadlineNanos(), () -> {
          if (!begun.get()) {
            future.completeExceptionally(ModelStream.timedOut(id));
          }
        })
        : null;
    CompletableFuture<?> unused = future.whenComplete((response, problem) -> {
      outer.close();
      if (limit != null) {
        limit.close();
      }
      token.cancel("the future has ended");
    });
    try {
      context.executor().execute(() -> {
        try {
          begun.set(true);
          if (!future.isDone()) {
            future.complete(generate(request, limited.withCancelToken(token)));
          }
        } catch (Throwable e) {
          future.completeExceptionally(e);
        }
      });
    } catch (RuntimeException e) {
      future.completeExceptionally(new UnavailableException(
          "the executor did not take the call: " + e, ErrorDetails.of(id), e));
    }
    return future;
  }

  private CancelledException cancelled(CallContext context) {
    return new CancelledException(
        "the call was cancelled before it began: "
            + context.cancelToken().reason().orElse(""),
        ErrorDetails.of(id),
        null);
  }

  /** A layer written as a lambda closes nothing, so both are closed here. */
  private record Layered(ModelEngine outer, ModelEngine inner) implements ModelEngine {
    @Override
    public EventSource open(GenerateRequest request, CallContext context) {
      return outer.open(request, context);
    }

    @Override
    public void close() {
      try {
        outer.close();
      } finally {
        inner.close();
      }
    }
  }

  private ModelStream open(GenerateRequest request, CallContext context) {
    if (context.cancelToken().cancelled()) {
      throw cancelled(context);
    }
    return ModelStream.open(id, engine, request, context);
  }

  /** Gives back the connections that the model holds. Calls that still run may fail. */
  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
