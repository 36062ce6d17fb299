package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TimedOutException.Limit;
import io.fmops.model.spi.CallTimer;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long one exchange may take. Defaults: 10 minutes in total; in streams 60 seconds to
 * the first content and 60 seconds between two events.
 *
 * <p>Whoever passes a limit is aborted on the wire, and the caller gets a {@link TimedOutException}
 * that says which one it was. Only waiting for the model counts towards the first content and the
 * gaps; a pause of the reader does not. Towards the total everything counts. A whole answer may
 * arrive in one piece, so only the total is for it. Put this innermost, so that each attempt of a
 * retry has the limits anew; the deadline of a call as a whole is the request's. Limits are kept to
 * some 20 milliseconds. Thread-safe.
 */
public final class TimeLimits implements ModelLayer {

  private final Duration total;
  private final Duration firstToken;
  private final Duration gap;

  private TimeLimits(Builder builder) {
    total = builder.total;
    firstToken = builder.firstToken;
    gap = builder.gap;
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
    return (request, context) -> new Call(model, inner, request, context);
  }

  private final class Call implements EventSource {

    private final ModelId model;
    private final EventSource inner;
    private final boolean streaming;
    private final CallTimer whole;
    private final AtomicReference<@Nullable TimedOutException> passed = new AtomicReference<>();
    private boolean content;
    private long waitedNanos;

    Call(ModelId model, ModelEngine engine, GenerateRequest request, CallContext context) {
      this.model = model;
      streaming = context.streaming();
      inner = engine.open(request, context);
      whole = CallTimer.start(total, () -> pass(Limit.TOTAL, total));
    }

    @Override
    public StreamEvent next() throws InterruptedException {
      StreamEvent event;
      try {
        event = streaming ? nextOfStream() : inner.next();
      } catch (ModelException e) {
        whole.close();
        throw decided(e);
      }
      if (event instanceof StreamEvent.Completed) {
        whole.close();
      }
      TimedOutException late = passed.get();
      if (late != null) {
        throw late;
      }
      content = content || event instanceof StreamEvent.Content;
      return event;
    }

    private StreamEvent nextOfStream() throws InterruptedException {
      Limit limit = content ? Limit.GAP : Limit.FIRST_TOKEN;
      Duration time = content ? gap : firstToken;
      long start = System.nanoTime();
      CallTimer timer = CallTimer.start(
          content ? gap : firstToken.minusNanos(waitedNanos), () -> pass(limit, time));
      try {
        return inner.next();
      } finally {
        timer.close();
        waitedNanos += System.nanoTime() - start;
      }
    }

    private ModelException decided(ModelException told) {
      TimedOutException late = passed.get();
      return late == null ? told : late;
    }

    private void pass(Limit limit, Duration time) {
      TimedOutException late = new TimedOutException(
          switch (limit) {
            case TOTAL -> "%s did not finish its answer within %s".formatted(model, time);
            case GAP -> "%s sent nothing more for %s".formatted(model, time);
            default -> "%s sent nothing of its answer within %s".formatted(model, time);
          },
          limit,
          ErrorDetails.of(model),
          null);
      if (passed.compareAndSet(null, late)) {
        inner.abort(late);
      }
    }

    @Override
    public void close() {
      whole.close();
      inner.close();
    }

    @Override
    public void abort(ModelException why) {
      whole.close();
      inner.abort(why);
    }
  }

  /** Collects the limits. Not thread-safe. */
  public static final class Builder {

    private Duration total = Duration.ofMinutes(10);
    private Duration firstToken = Duration.ofSeconds(60);
    private Duration gap = Duration.ofSeconds(60);

    private Builder() {}

    /**
     * The limit of one exchange from its beginning to its last event. Default: 10 minutes.
     *
     * @param time above zero
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder total(Duration time) {
      total = Check.aboveZero("total", time);
      return this;
    }

    /**
     * The limit of the wait for a stream's first content. Default: 60 seconds.
     *
     * @param time above zero
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder firstToken(Duration time) {
      firstToken = Check.aboveZero("firstToken", time);
      return this;
    }

    /**
     * The limit of each wait for a stream's next event after its first content. Default: 60
     * seconds.
     *
     * @param time above zero
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder gap(Duration time) {
      gap = Check.aboveZero("gap", time);
      return this;
    }

    /**
     * The limits.
     *
     * @return new limits
     */
    public TimeLimits build() {
      return new TimeLimits(this);
    }
  }
}
