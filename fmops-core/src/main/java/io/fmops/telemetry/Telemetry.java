package io.fmops.telemetry;

import io.fmops.model.CallContext;
import io.fmops.model.Cost;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ProviderException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.text.TokenEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outermost layer around a model: tells every call and its one outcome to listeners, and puts
 * the cost of all its exchanges on the response.
 *
 * <pre>{@code
 * FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")
 *     .with(Telemetry.builder()
 *         .prices(PriceList.read(Path.of("prices.json")))
 *         .listener(new LoggingListener())
 *         .build());
 * }</pre>
 *
 * <p>A call that could not begin because its deadline had passed or its token was cancelled before
 * is no call, and nobody hears of it. Thread-safe.
 */
public final class Telemetry implements ModelLayer {

  private final Listeners listeners;
  private final @Nullable PriceList prices;

  private Telemetry(Builder builder) {
    listeners = new Listeners(List.copyOf(builder.listeners));
    prices = builder.prices;
  }

  /**
   * A builder without listeners and without prices.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return new ModelEngine() {
      @Override
      public EventSource open(GenerateRequest request, CallContext context) {
        return begin(model, inner, request, context);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  private EventSource begin(
      ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
    long startNanos = System.nanoTime();
    ModelCall call =
        call(ModelCall.Operation.CHAT, model, Optional.of(request), context.streaming());
    CallContext surrounded = listeners.start(call, context.with(ModelCall.class, call));
    EventSource source;
    try {
      source = inner.open(request, surrounded);
    } catch (RuntimeException e) {
      ModelException problem = asModelException(model, e);
      Tally tally = new Tally(model, request);
      tally.problem(problem);
      listeners.finish(
          call,
          new CallOutcome(
              Optional.empty(),
              Optional.of(problem),
              tally.usage(),
              cost(tally),
              Duration.ofNanos(System.nanoTime() - startNanos),
              Optional.empty(),
              tally.exchanges().size()));
      throw e;
    }
    return new ToldSource(call, request, source, listeners, surrounded, prices, startNanos);
  }

  private Optional<Cost> cost(Tally tally) {
    return prices == null ? Optional.empty() : tally.cost(prices);
  }

  /**
   * The same layer around an embedding model. Its outcomes have no response, but usage and cost.
   *
   * @param model the model; closed with the one that is returned
   * @return a model under the same id
   */
  public EmbeddingModel around(EmbeddingModel model) {
    return EmbeddingModel.of(model.id(), new EmbeddingEngine() {
      @Override
      public EmbedResponse embed(EmbedRequest request, CallContext context) {
        return observed(model, request, context);
      }

      @Override
      public void close() {
        model.close();
      }
    });
  }

  private EmbedResponse observed(EmbeddingModel model, EmbedRequest request, CallContext context) {
    long startNanos = System.nanoTime();
    ModelCall call = call(ModelCall.Operation.EMBEDDINGS, model.id(), Optional.empty(), false);
    CallContext surrounded = listeners.start(call, context.with(ModelCall.class, call));
    try {
      EmbedResponse response = model.embed(request, surrounded);
      TokenUsage usage = response.usage().source() == TokenUsage.Source.UNKNOWN
          ? TokenUsage.estimated(
              request.texts().stream().mapToLong(TokenEstimate::of).sum(), 0)
          : response.usage();
      listeners.finish(call, outcome(response.model(), Optional.empty(), usage, startNanos));
      return response;
    } catch (RuntimeException e) {
      ModelException problem = asModelException(model.id(), e);
      listeners.finish(
          call, outcome(model.id(), Optional.of(problem), problem.usage(), startNanos));
      throw e;
    }
  }

  private CallOutcome outcome(
      ModelId served, Optional<ModelException> problem, TokenUsage usage, long startNanos) {
    Optional<Cost> cost = prices == null
        ? Optional.empty()
        : prices
            .cost(served, usage)
            .map(amount -> new Cost(
                amount,
                prices.currency(),
                prices.date(),
                amount.signum() > 0 && usage.source() != TokenUsage.Source.REPORTED));
    return new CallOutcome(
        Optional.empty(),
        problem,
        usage,
        cost,
        Duration.ofNanos(System.nanoTime() - startNanos),
        Optional.empty(),
        1);
  }

  private static ModelCall call(
      ModelCall.Operation operation,
      ModelId model,
      Optional<GenerateRequest> request,
      boolean streaming) {
    return new ModelCall(
        UUID.randomUUID().toString(), operation, model, request, streaming, Instant.now());
  }

  private static ModelException asModelException(ModelId model, RuntimeException e) {
    return e instanceof ModelException known
        ? known
        : new ProviderException(
            "%s failed in an unexpected way: %s".formatted(model, e), ErrorDetails.of(model), e);
  }

  /** Builds a {@link Telemetry}. Not thread-safe. */
  public static final class Builder {
    private final List<ModelListener> listeners = new ArrayList<>();
    private @Nullable PriceList prices;

    private Builder() {}

    /**
     * Adds a listener; they are called in the order in which they were added. Default: none.
     *
     * @param listener hears of every call
     * @return this
     */
    public Builder listener(ModelListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Sets the prices by which responses and listeners are told the cost. Default: none, and no
     * cost.
     *
     * @param list the prices
     * @return this
     */
    public Builder prices(PriceList list) {
      prices = Objects.requireNonNull(list, "prices");
      return this;
    }

    /**
     * Builds the layer.
     *
     * @return the layer
     */
    public Telemetry build() {
      return new Telemetry(this);
    }
  }
}
