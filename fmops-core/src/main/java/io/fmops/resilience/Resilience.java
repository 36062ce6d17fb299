package io.fmops.resilience;

import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The layers of this package around one model, in the order in which they work together. Defaults:
 * {@link Retry}, {@link CircuitBreaker}, {@link Bulkhead} and {@link TimeLimits} with their own
 * defaults; no {@link RateLimit}, because nobody but you knows your quota; no {@link Hedge},
 * because it costs.
 *
 * <p>From the outside in: hedge, retry, circuit breaker, rate limit, bulkhead, time limits. So each
 * attempt is limited anew, an open circuit takes no places, and a call that waits for its next
 * attempt holds none. The same object around several models shares its limits among them.
 * Thread-safe.
 *
 * <pre>{@code
 * FoundationModel model =
 *     Models.open("bedrock:amazon.nova-lite-v1:0").with(Resilience.defaults());
 * }</pre>
 */
public final class Resilience implements ModelLayer {

  /** From the inside out. */
  private final List<ModelLayer> layers;

  private Resilience(Builder builder) {
    layers = Stream.of(
            builder.timeLimits,
            builder.bulkhead,
            builder.rateLimit,
            builder.circuitBreaker,
            builder.retry,
            builder.hedge)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The default layers.
   *
   * @return new layers
   */
  public static Resilience defaults() {
    return builder().build();
  }

  /**
   * A builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * An embedding model with layers around it. They see a request whose messages are the texts, and
   * an answer without content; everything else, such as deadlines and estimates, is as with other
   * models. Closing the new model closes the given one.
   *
   * @param model does the work
   * @param layers from the inside out; for instance a {@link Resilience}, or a {@link RateLimit}
   *     and then a {@link Retry}
   * @return a new model under the same id
   */
  public static EmbeddingModel around(EmbeddingModel model, ModelLayer... layers) {
    FoundationModel calls = FoundationModel.of(model.id(), new EmbeddingCalls(model));
    for (ModelLayer layer : layers) {
      calls = calls.with(layer);
    }
    return EmbeddingModel.of(model.id(), new EmbeddingCalls.Layered(calls));
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    ModelEngine engine = inner;
    for (ModelLayer layer : layers) {
      engine = layer.around(model, engine);
    }
    return engine;
  }

  /** Collects layers, each of which replaces its default. Not thread-safe. */
  public static final class Builder {

    private Optional<ModelLayer> hedge = Optional.empty();
    private Optional<ModelLayer> retry = Optional.of(Retry.builder().build());
    private Optional<ModelLayer> circuitBreaker =
        Optional.of(CircuitBreaker.builder().build());
    private Optional<ModelLayer> rateLimit = Optional.empty();
    private Optional<ModelLayer> bulkhead = Optional.of(Bulkhead.builder().build());
    private Optional<ModelLayer> timeLimits = Optional.of(TimeLimits.builder().build());

    private Builder() {}

    /**
     * Second requests for slow calls. Default: none.
     *
     * @param layer when
     * @return this
     */
    public Builder hedge(Hedge layer) {
      hedge = Optional.of(layer);
      return this;
    }

    /**
     * Other retries than the default.
     *
     * @param layer how often and when; one attempt for none
     * @return this
     */
    public Builder retry(Retry layer) {
      retry = Optional.of(layer);
      return this;
    }

    /**
     * Another circuit breaker than the default.
     *
     * @param layer when to open
     * @return this
     */
    public Builder circuitBreaker(CircuitBreaker layer) {
      circuitBreaker = Optional.of(layer);
      return this;
    }

    /**
     * A limit of requests and tokens. Default: none.
     *
     * @param layer the quota
     * @return this
     */
    public Builder rateLimit(RateLimit layer) {
      rateLimit = Optional.of(layer);
      return this;
    }

    /**
     * Another bulkhead than the default.
     *
     * @param layer how many calls at once
     * @return this
     */
    public Builder bulkhead(Bulkhead layer) {
      bulkhead = Optional.of(layer);
      return this;
    }

    /**
     * Other time limits than the default.
     *
     * @param layer the limits of one exchange
     * @return this
     */
    public Builder timeLimits(TimeLimits layer) {
      timeLimits = Optional.of(layer);
      return this;
    }

    /**
     * The layers.
     *
     * @return a new layer that is all of them
     */
    public Resilience build() {
      return new Resilience(this);
    }
  }
}
