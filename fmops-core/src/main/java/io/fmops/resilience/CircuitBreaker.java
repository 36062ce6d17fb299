package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ProviderException;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stops asking a model whose backend is ill. Defaults: opens when half of the last 50 calls failed,
 * once there were 10; stays open for 30 seconds; then lets 3 calls try, and closes if fewer than
 * half of them fail. Slow calls and throttling do not count.
 *
 * <p>What counts as failed says that the backend is ill: {@link UnavailableException},
 * {@link TimedOutException} other than the caller's own deadline, {@link TruncatedStreamException},
 * {@link MalformedAnswerException}, {@link ProviderException}. What says something about the
 * request, the account or the caller counts as nothing: rejected input, missing rights, guardrails,
 * budgets, cancelled calls, passed deadlines, and what other layers here refuse.
 *
 * <p>While it is open, calls fail at once with an {@link UnavailableException} with the code
 * {@value #OPEN}, whose {@link ErrorDetails#retryAfter()} is the time left. One breaker around
 * several models has a state of its own for each. Thread-safe.
 */
public final class CircuitBreaker implements ModelLayer {

  /** The error code of calls that were not made because the circuit is open. */
  public static final String OPEN = Calls.OWN_CODE + "circuit-open";

  /** Whether calls are let through. */
  public enum State {
    /** All of them. */
    CLOSED,
    /** None. */
    OPEN,
    /** A few, to see whether the backend has recovered. */
    HALF_OPEN
  }

  private static final Duration NEVER_SLOW = Duration.ofDays(3_650);

  private final CircuitBreakerConfig config;
  private final Duration openFor;
  private final Optional<Duration> slowCall;
  private final boolean countThrottling;
  private final Clock clock;
  private final Map<ModelId, Circuit> circuits = new ConcurrentHashMap<>();

  private CircuitBreaker(Builder builder) {
    openFor = builder.openFor;
    slowCall = Optional.ofNullable(builder.slowCall);
    countThrottling = builder.countThrottling;
    clock = builder.clock;
    CircuitBreakerConfig.Builder theirs = CircuitBreakerConfig.custom()
        .clock(clock)
        .currentTimestampFunction(now -> System.nanoTime(), TimeUnit.NANOSECONDS)
        .failureRateThreshold((float) (100 * builder.failureShare))
        .slidingWindow(
            builder.window,
            Math.min(builder.minimumCalls, builder.window),
            CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
        .waitDurationInOpenState(openFor)
        .permittedNumberOfCallsInHalfOpenState(builder.trialCalls)
        .writableStackTraceEnabled(false);
    // Set in any case, because theirs has a limit of 60 seconds.
    theirs.slowCallDurationThreshold(slowCall.orElse(NEVER_SLOW)).slowCallRateThreshold((float)
        (100 * builder.slowShare));
    config = theirs.build();
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
   * Whether calls of a model are let through now.
   *
   * @param model a model that this breaker is around
   * @return the state; closed for a model that was never called
   */
  public State state(ModelId model) {
    Circuit circuit = circuits.get(model);
    if (circuit == null) {
      return State.CLOSED;
    }
    return switch (circuit.breaker.getState()) {
      case OPEN -> circuit.left().isPresent() ? State.OPEN : State.HALF_OPEN;
      case HALF_OPEN -> State.HALF_OPEN;
      default -> State.CLOSED;
    };
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    Circuit circuit = circuits.computeIfAbsent(model, Circuit::new);
    return (request, context) -> {
      LocalWait wait = new LocalWait();
      return new Call(circuit, inner, request, context.with(LocalWait.class, wait), wait);
    };
  }

  /** The state of one model. */
  private final class Circuit {

    final ModelId model;
    final io.github.resilience4j.circuitbreaker.CircuitBreaker breaker;

    /** How often the state has changed: what began in another state says nothing about this one. */
    final AtomicInteger era = new AtomicInteger();

    private volatile Instant opened = Instant.MIN;

    Circuit(ModelId model) {
      this.model = model;
      breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(model.toString(), config);
      breaker.getEventPublisher().onStateTransition(change -> {
        opened = clock.instant();
        era.incrementAndGet();
      });
    }

    Optional<Duration> left() {
      Instant since = opened;
      Duration left = since.equals(Instant.MIN)
          ? openFor
          : Duration.between(clock.instant(), since.plus(openFor));
      // Theirs is still open at that very moment.
      return left.isNegative() ? Optional.empty() : Optional.of(left);
    }

    UnavailableException refusal() {
      boolean open =
          breaker.getState() == io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
      return new UnavailableException(
          open
              ? model + " has failed too often; its circuit is open, the call was not made"
              : model + " has failed too often; others are trying whether it has recovered",
          new ErrorDetails(
              Optional.of(model),
              Optional.of(OPEN),
              Optional.empty(),
              Optional.empty(),
              open ? left() : Optional.empty()),
          null);
    }
  }

  private boolean ill(ModelException problem) {
    if (problem.details().code().filter(code -> code.startsWith(Calls.OWN_CODE)).isPresent()) {
      return false;
    }
    return problem instanceof UnavailableException
        || problem instanceof TruncatedStreamException
        || problem instanceof MalformedAnswerException
        || problem instanceof ProviderException
        || (problem instanceof TimedOutException timedOut
            && timedOut.limit() != TimedOutException.Limit.DEADLINE)
        || (countThrottling && problem instanceof ThrottledException);
  }

  private final class Call extends GateSource {

    private final Circuit circuit;
    private final LocalWait wait;
    private volatile int era;
    private volatile long startNanos;
    private volatile long firstNanos;

    Call(
        Circuit circuit,
        ModelEngine inner,
        GenerateRequest request,
        CallContext context,
        LocalWait wait) {
      super(circuit.model, inner, request, context);
      this.circuit = circuit;
      this.wait = wait;
    }

    @Override
    void enter() {
      if (!circuit.breaker.tryAcquirePermission()) {
        throw circuit.refusal();
      }
      era = circuit.era.get();
      startNanos = System.nanoTime();
    }

    @Override
    void passing(StreamEvent event) {
      if (firstNanos == 0) {
        firstNanos = Math.max(1, elapsed());
      }
    }

    private long elapsed() {
      return System.nanoTime() - startNanos - wait.nanos();
    }

    @Override
    void leave(@Nullable GenerateResponse response, @Nullable ModelException problem) {
      if (era != circuit.era.get()) {
        return;
      }
      long nanos = firstNanos == 0 ? Math.max(0, elapsed()) : firstNanos;
      if (problem == null) {
        circuit.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      } else if (ill(problem)) {
        circuit.breaker.onError(nanos, TimeUnit.NANOSECONDS, problem);
      } else if (firstNanos == 0 && patienceEnded(problem) && tooSlow(nanos)) {
        // A backend that hangs shows only in callers who give up.
        circuit.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      } else {
        circuit.breaker.releasePermission();
      }
    }

    private boolean patienceEnded(ModelException problem) {
      return problem instanceof CancelledException || problem instanceof TimedOutException;
    }

    private boolean tooSlow(long nanos) {
      return slowCall.filter(limit -> limit.toNanos() <= nanos).isPresent();
    }
  }

  /** Collects when to open and for how long. Not thread-safe. */
  public static final class Builder {

    private double failureShare = 0.5;
    private int window = 50;
    private int minimumCalls = 10;
    private Duration openFor = Duration.ofSeconds(30);
    private int trialCalls = 3;
    private @Nullable Duration slowCall;
    private double slowShare = 1;
    private boolean countThrottling;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * The share of failed calls at which the circuit opens. Default: 0.5.
     *
     * @param share above 0 and at most 1
     * @return this
     * @throws IllegalArgumentException if it is outside
     */
    public Builder failureShare(double share) {
      failureShare = Check.share("failureShare", share);
      return this;
    }

    /**
     * How many calls are looked back at. Default: 50.
     *
     * @param calls at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder window(int calls) {
      window = Check.atLeastOne("window", calls);
      return this;
    }

    /**
     * How many calls there must have been before the circuit opens; at most the window counts.
     * Default: 10.
     *
     * @param calls at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder minimumCalls(int calls) {
      minimumCalls = Check.atLeastOne("minimumCalls", calls);
      return this;
    }

    /**
     * How long the circuit stays open before calls may try again. Default: 30 seconds.
     *
     * @param time at least a millisecond
     * @return this
     * @throws IllegalArgumentException if it is not above zero
     */
    public Builder openFor(Duration time) {
      openFor = Check.aboveZero("openFor", time);
      return this;
    }

    /**
     * How many calls try whether the backend has recovered. Default: 3.
     *
     * @param calls at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder trialCalls(int calls) {
      trialCalls = Check.atLeastOne("trialCalls", calls);
      return this;
    }

    /**
     * Opens also for calls whose first event takes too long, time in this process's own queues not
     * counted. A call that was given up before its first event and after this time counts as slow.
     * Default: no call is too slow.
     *
     * @param time what is slow, above zero
     * @param share the share of slow calls at which the circuit opens, above 0 and at most 1
     * @return this
     * @throws IllegalArgumentException if one is out of its range
     */
    public Builder slowCalls(Duration time, double share) {
      slowCall = Check.aboveZero("time", time);
      slowShare = Check.share("share", share);
      return this;
    }

    /**
     * Whether {@link ThrottledException} from the provider counts as failed. Default: false,
     * because a backend that takes some calls and refuses others is well, and waiting between
     * retries is enough.
     *
     * @param value true to count it
     * @return this
     */
    public Builder countThrottling(boolean value) {
      countThrottling = value;
      return this;
    }

    Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * The breaker.
     *
     * @return a new breaker, closed
     */
    public CircuitBreaker build() {
      return new CircuitBreaker(this);
    }
  }
}
