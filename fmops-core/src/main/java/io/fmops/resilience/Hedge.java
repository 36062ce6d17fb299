package io.fmops.resilience;

import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends a second request when the first takes long, and gives the answer that comes first.
 * Defaults: after the 95th percentile of the latest latencies, or 2 seconds as long as there are
 * fewer than 20 of them; to the same model; at most 16 second requests at a time, and one for ten
 * calls with 10 in reserve.
 *
 * <p>For a whole answer the race ends with the complete answer, for a stream with the first
 * content. The loser is cancelled on the wire and told by a {@link FailedAttempt} with its
 * estimated usage: it is billed, too. If one of the two fails, the other decides; the call fails
 * with the error of the first. The second request runs on a thread of the call's executor until it
 * wins or loses. Put this around the layers that hold for each request, such as limits.
 * Thread-safe.
 */
public final class Hedge implements ModelLayer {

  /** What is hedged, measured separately: the time to the whole answer and to the first content. */
  final Latencies whole;

  final Latencies firstContent;
  final Semaphore places;
  final Allowance allowance;

  private final Duration delay;
  private final @Nullable FoundationModel other;

  private Hedge(Builder builder) {
    delay = builder.delay;
    other = builder.other;
    whole = new Latencies(builder.percentile, builder.minimum);
    firstContent = new Latencies(builder.percentile, builder.minimum);
    places = new Semaphore(builder.maxConcurrent);
    allowance = new Allowance(builder.reserve, builder.share);
  }

  /**
   * A builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    ModelId secondModel = other == null ? model : other.id();
    ModelEngine second = other == null ? inner : other.engine();
    return (request, context) ->
        new HedgeSource(this, model, inner, secondModel, second, request, context);
  }

  Latencies latencies(boolean streaming) {
    return streaming ? firstContent : whole;
  }

  Duration delay(boolean streaming) {
    Optional<Duration> percentile = latencies(streaming).percentile();
    return percentile.orElse(delay);
  }

  /** Whether an error of one request leaves the decision to the other. */
  static boolean otherDecides(ModelException problem) {
    return Fallback.leadsOn(problem);
  }

  /** Collects when to send second requests and how many. Not thread-safe. */
  public static final class Builder {

    private static final int ENOUGH = 20;

    private Duration delay = Duration.ofSeconds(2);
    private double percentile = 0.95;
    private int minimum = ENOUGH;
    private int maxConcurrent = 16;
    private int reserve = 10;
    private double share = 0.1;
    private @Nullable FoundationModel other;

    private Builder() {}

    /**
     * Always sends the second request after this time, whatever the latencies are.
     *
     * @param time zero or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder after(Duration time) {
      delay = Check.notNegative("the delay", time);
      minimum = Integer.MAX_VALUE;
      return this;
    }

    /**
     * Sends the second request after this share of the latest 256 latencies. Default: 0.95.
     *
     * @param value above 0 and at most 1
     * @param until the delay as long as there are fewer than 20 latencies, zero or more
     * @return this
     * @throws IllegalArgumentException if one is out of its range
     */
    public Builder afterPercentile(double value, Duration until) {
      percentile = Check.share("percentile", value);
      delay = Check.notNegative("the delay", until);
      minimum = ENOUGH;
      return this;
    }

    /**
     * Sends second requests to another model, such as the same one in another region. Default: the
     * same model.
     *
     * @param model who opened it closes it
     * @return this
     */
    public Builder to(FoundationModel model) {
      other = model;
      return this;
    }

    /**
     * How many second requests may run at once. Default: 16.
     *
     * @param requests at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxConcurrent(int requests) {
      maxConcurrent = Check.atLeastOne("maxConcurrent", requests);
      return this;
    }

    /**
     * How many second requests there may be for all calls. Default: a tenth of the calls, with 10
     * in reserve.
     *
     * @param ofCalls above 0 and at most 1
     * @param inReserve at least 1
     * @return this
     * @throws IllegalArgumentException if one is out of its range
     */
    public Builder maxShare(double ofCalls, int inReserve) {
      share = Check.share("ofCalls", ofCalls);
      reserve = Check.atLeastOne("inReserve", inReserve);
      return this;
    }

    /**
     * The layer.
     *
     * @return a new layer that has seen no latencies
     */
    public Hedge build() {
      return new Hedge(this);
    }
  }
}
