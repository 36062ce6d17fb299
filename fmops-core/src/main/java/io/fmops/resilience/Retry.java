package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * Makes a call again that failed in a way that says it may succeed. Defaults: 3 attempts; before
 * the next one a random time from zero to 500 ms, doubled each time, at most 20 seconds; a
 * provider's wish to wait is granted up to 10 seconds; 100 retries in reserve over all calls; no
 * restart of a stream.
 *
 * <p>Only errors with {@link ModelException#retryable()} are tried again, and a stream only before
 * its first content. The wait is the longer of the random time (exponential backoff with full
 * jitter) and what the provider asked for. If it is too long, or would pass the deadline, the call
 * fails at once with the error it has. Earlier problems are among {@link Throwable#getSuppressed()}
 * of the last; each attempt that was given up is told by a {@link FailedAttempt}.
 *
 * <p>Each retry is paid from a reserve that all calls share: a call that succeeds gives back what
 * its retries took, or, if it needed none, a fifth of a retry. When the reserve is empty there are
 * no retries, so that an outage does not triple the load. Thread-safe.
 */
public final class Retry implements ModelLayer {

  private static final double GAIN = 0.2;

  private final int maxAttempts;
  private final Duration base;
  private final Duration cap;
  private final Duration maxRetryAfter;
  private final boolean restart;
  private final DoubleSupplier random;
  private final Optional<Allowance> allowance;

  private Retry(Builder builder) {
    maxAttempts = builder.maxAttempts;
    base = builder.base;
    cap = builder.cap;
    maxRetryAfter = builder.maxRetryAfter;
    restart = builder.restart;
    random = builder.random;
    allowance =
        builder.reserve < 0 ? Optional.empty() : Optional.of(new Allowance(builder.reserve, GAIN));
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

  /** The time before the attempt after the given one: anything up to the doubled base. */
  Duration backoff(int attempt) {
    // The exponent is bounded, because infinity times zero is not a number.
    double doubled = base.toNanos() * Math.pow(2, Math.min(attempt - 1, Long.SIZE));
    double most = Math.min((double) cap.toNanos(), doubled);
    return Duration.ofNanos((long) (random.getAsDouble() * most));
  }

  /** How long to wait before trying again; empty if it shall not be tried. */
  private Optional<Duration> delay(ModelException problem, int attempt, CallContext context) {
    Duration asked = problem.details().retryAfter().orElse(Duration.ZERO);
    if (!problem.retryable() || attempt >= maxAttempts || asked.compareTo(maxRetryAfter) > 0) {
      return Optional.empty();
    }
    Duration own = backoff(attempt);
    Duration delay = asked.compareTo(own) > 0 ? asked : own;
    boolean tooLate =
        context.remaining().filter(left -> left.compareTo(delay) <= 0).isPresent();
    return tooLate || !allowance.map(Allowance::take).orElse(true)
        ? Optional.empty()
        : Optional.of(delay);
  }

  private final class Call extends AttemptsSource {

    private final ModelId model;
    private final ModelEngine inner;
    private final GenerateRequest request;
    private final CallContext context;
    private long resumeNanos = System.nanoTime();

    Call(ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
      super(model, "retry", restart, request, context);
      this.model = model;
      this.inner = inner;
      this.request = request;
      this.context = context;
    }

    @Override
    EventSource open() throws InterruptedException {
      long left;
      while ((left = resumeNanos - System.nanoTime()) > 0) {
        pause(Duration.ofNanos(left));
      }
      return Calls.open(inner, request, context);
    }

    @Override
    ModelId asked() {
      return model;
    }

    @Override
    boolean again(ModelException problem, int number) {
      Optional<Duration> delay = delay(problem, number, context);
      delay.ifPresent(time -> resumeNanos = System.nanoTime() + time.toNanos());
      return delay.isPresent();
    }

    @Override
    void succeeded(int attempts) {
      allowance.ifPresent(all -> {
        if (attempts == 1) {
          all.success();
        } else {
          all.giveBack(attempts - 1);
        }
      });
    }
  }

  /** Collects how often and when to try again. Not thread-safe. */
  public static final class Builder {

    private int maxAttempts = 3;
    private Duration base = Duration.ofMillis(500);
    private Duration cap = Duration.ofSeconds(20);
    private Duration maxRetryAfter = Duration.ofSeconds(10);
    private boolean restart;
    private int reserve = 100;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    private Builder() {}

    /**
     * How many exchanges a call may take, the first one included. Default: 3.
     *
     * @param attempts at least 1, which is no retry at all
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxAttempts(int attempts) {
      maxAttempts = Check.atLeastOne("maxAttempts", attempts);
      return this;
    }

    /**
     * The waits: before attempt {@code n + 1}, anything from zero to the base times two to the
     * power of {@code n - 1}, but at most the cap. Default: 500 ms and 20 seconds.
     *
     * @param first the base, zero or more
     * @param longest the cap, zero or more
     * @return this
     * @throws IllegalArgumentException if one is negative
     */
    public Builder backoff(Duration first, Duration longest) {
      base = Check.notNegative("the first wait", first);
      cap = Check.notNegative("the longest wait", longest);
      return this;
    }

    /**
     * The longest wait that a provider (or an open circuit) may ask for with
     * {@link ErrorDetails#retryAfter()}. If it asks for more, the call fails at once: asking
     * earlier would be in vain, and another model may be at hand. Default: 10 seconds.
     *
     * @param time zero or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxRetryAfter(Duration time) {
      maxRetryAfter = Check.notNegative("maxRetryAfter", time);
      return this;
    }

    /**
     * Whether a stream that broke after content was handed over is begun anew. A notice of the type
     * {@value FailedAttempt#RESTART} then tells the reader to drop all content so far; the response
     * holds that of the last attempt only. Default: false, because most readers have shown it by
     * then.
     *
     * @param value true for readers who know that notice
     * @return this
     */
    public Builder restart(boolean value) {
      restart = value;
      return this;
    }

    /**
     * How many retries all calls together may make beyond those that help. Default: 100.
     *
     * @param retries 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder reserve(int retries) {
      reserve = Check.notNegative("reserve", retries);
      return this;
    }

    /**
     * No bound over all calls: each call makes its attempts, whatever happens to the others.
     *
     * @return this
     */
    public Builder unlimitedReserve() {
      reserve = -1;
      return this;
    }

    /**
     * The randomness of the waits. Default: the calling thread's own.
     *
     * @param generator thread-safe if calls come from several threads
     * @return this
     */
    public Builder random(RandomGenerator generator) {
      random = generator::nextDouble;
      return this;
    }

    /**
     * The layer.
     *
     * @return a new layer with a full reserve
     */
    public Retry build() {
      return new Retry(this);
    }
  }
}
