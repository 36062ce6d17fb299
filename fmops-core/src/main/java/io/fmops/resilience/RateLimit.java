package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls below a quota of requests and of tokens a minute. Defaults: neither has a limit, an
 * answer without a limit of its own is expected to have 1,024 tokens, an output token counts once,
 * and 1,024 calls may wait for at most 60 seconds.
 *
 * <p>Before a call, the tokens of its prompt are estimated and those that its answer may have at
 * most are added; after it, what it really used replaces the estimate, and what is too much is
 * given back. In no 60 seconds, wherever they begin, do calls start that need more than the limits;
 * a single call that needs more waits until nothing else counts. Tokens read from a prompt cache
 * are free. Who waits is served in the order of coming. Who finds the queue full, cannot be served
 * before its deadline or has waited too long gets a {@link ThrottledException} with the code
 * {@value #EXCEEDED}.
 *
 * <p>One limit around several models is one limit for all of them together; it knows nothing of
 * other processes that use the same account. Thread-safe.
 */
public final class RateLimit implements ModelLayer {

  /** The error code of calls that were not served. */
  public static final String EXCEEDED = Calls.OWN_CODE + "rate-limit";

  private final LongSupplier clock;
  private final int expectedOutputTokens;
  private final double outputWeight;
  private final int maxQueue;
  private final Duration maxWait;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Call> queue = new ArrayDeque<>();
  private final RateWindow requests;
  private final RateWindow tokens;

  private RateLimit(Builder builder) {
    clock = builder.clock;
    expectedOutputTokens = builder.expectedOutputTokens;
    outputWeight = builder.outputWeight;
    maxQueue = builder.maxQueue;
    maxWait = builder.maxWait;
    long now = clock.getAsLong();
    requests = new RateWindow(builder.requests, builder.period.toNanos(), now);
    tokens = new RateWindow(builder.tokens, builder.period.toNanos(), now);
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
   * The tokens that count now: those of calls that ran within the last minute, and the estimates of
   * calls that still run.
   *
   * @return 0 or more
   */
  public long tokensInUse() {
    lock.lock();
    try {
      return tokens.used(clock.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls that wait for their turn now.
   *
   * @return 0 or more
   */
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> new Call(model, inner, request, context);
  }

  private void wakeHead() {
    Call head = queue.peek();
    if (head != null) {
      head.lookAgain();
    }
  }

  private final class Call extends GateSource {

    private final ModelId model;
    private final GenerateRequest request;
    private final CallContext context;
    /** Its own, because the limit's lock is for all calls and this is taken for every event. */
    private final ReentrantLock folding = new ReentrantLock();

    private final AnswerFold fold = new AnswerFold();
    private final long estimate;
    private long taken;

    Call(ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
      super(model, inner, request, context);
      this.model = model;
      this.request = request;
      this.context = context;
      estimate = request.estimatedInputTokens()
          + Math.round(
              outputWeight * request.parameters().maxTokens().orElse(expectedOutputTokens));
    }

    @Override
    void enter() throws InterruptedException {
      long end = clock.getAsLong() + maxWait.toNanos();
      if (takeOrQueue()) {
        return;
      }
      boolean served = false;
      try {
        long left;
        while ((left = turn(end)) > 0) {
          pause(Duration.ofNanos(left));
        }
        served = true;
      } finally {
        if (!served) {
          leaveQueue();
        }
      }
    }

    /** True if the call may begin at once. */
    private boolean takeOrQueue() {
      lock.lock();
      try {
        long now = clock.getAsLong();
        if (queue.isEmpty() && need(now) == 0) {
          take(now);
          return true;
        }
        long atLeast =
            Math.max(requests.nanosAtLeastUntil(1, now), tokens.nanosAtLeastUntil(estimate, now));
        Duration longest =
            context.remaining().filter(r -> r.compareTo(maxWait) < 0).orElse(maxWait);
        if (queue.size() >= maxQueue) {
          throw exceeded(maxQueue + " calls wait already", need(now));
        }
        if (atLeast > longest.toNanos()) {
          throw exceeded("the call may wait for " + longest, atLeast);
        }
        queue.add(this);
        return false;
      } finally {
        lock.unlock();
      }
    }

    /** The nanoseconds to wait before looking again; 0 when it was this call's turn. */
    private long turn(long end) {
      lock.lock();
      try {
        long now = clock.getAsLong();
        boolean first = queue.peek() == this;
        long wait = need(now);
        if (first && wait == 0) {
          queue.remove();
          take(now);
          wakeHead();
          return 0;
        }
        if (end - now <= 0) {
          throw exceeded("there was no room within " + maxWait, wait);
        }
        return first ? Math.min(wait, end - now) : end - now;
      } finally {
        lock.unlock();
      }
    }

    private void leaveQueue() {
      lock.lock();
      try {
        queue.remove(this);
        wakeHead();
      } finally {
        lock.unlock();
      }
    }

    private long need(long now) {
      return Math.max(requests.nanosUntil(1, now), tokens.nanosUntil(estimate, now));
    }

    private void take(long now) {
      // A request that was sent counts, whatever becomes of it, so nothing of it is pending.
      requests.settle(requests.take(1, now), 1, 1, now);
      taken = tokens.take(estimate, now);
    }

    private void lookAgain() {
      wake();
    }

    @Override
    void passing(StreamEvent event) {
      folding.lock();
      try {
        fold.add(event);
      } finally {
        folding.unlock();
      }
    }

    @Override
    void leave(@Nullable GenerateResponse response, @Nullable ModelException problem) {
      long actual = response == null ? used(problem) : used(response.usage());
      lock.lock();
      try {
        tokens.settle(taken, estimate, actual, clock.getAsLong());
        wakeHead();
      } finally {
        lock.unlock();
      }
    }

    private long used(@Nullable ModelException problem) {
      if (problem == null) {
        return estimate;
      }
      folding.lock();
      try {
        fold.keepIn(request, problem);
      } finally {
        folding.unlock();
      }
      return used(problem.usage());
    }

    private long used(TokenUsage usage) {
      return usage.source() == TokenUsage.Source.UNKNOWN
          ? estimate
          : usage.input() + usage.cacheWrite() + Math.round(usage.output() * outputWeight);
    }

    private ThrottledException exceeded(String why, long nanos) {
      return new ThrottledException(
          "%s was not called, to keep within the limit of requests and tokens: %s"
              .formatted(model, why),
          new ErrorDetails(
              Optional.of(model),
              Optional.of(EXCEEDED),
              Optional.empty(),
              Optional.empty(),
              Optional.of(Duration.ofNanos(nanos))),
          null);
    }
  }

  /** Collects the limits. Not thread-safe. */
  public static final class Builder {

    /** Far more than any window sums up to, and far from overflowing. */
    private static final long UNLIMITED = Long.MAX_VALUE / 4;

    private long requests = UNLIMITED;
    private long tokens = UNLIMITED;
    private int expectedOutputTokens = 1_024;
    private double outputWeight = 1;
    private int maxQueue = 1_024;
    private Duration maxWait = Duration.ofSeconds(60);
    private Duration period = Duration.ofMinutes(1);
    private LongSupplier clock = System::nanoTime;

    private Builder() {}

    /**
     * How many requests may begin within a minute. Default: any number.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder requestsPerMinute(int count) {
      requests = Check.atLeastOne("requestsPerMinute", count);
      return this;
    }

    /**
     * How many tokens, of prompts and answers, may be used within a minute. Default: any number.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder tokensPerMinute(int count) {
      tokens = Check.atLeastOne("tokensPerMinute", count);
      return this;
    }

    /**
     * How long an answer is expected to be if the request sets no {@code maxTokens}. Default:
     * 1,024.
     *
     * @param count tokens, 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder expectedOutputTokens(int count) {
      expectedOutputTokens = Check.notNegative("expectedOutputTokens", count);
      return this;
    }

    /**
     * How much of the quota one token of an answer takes. Default: 1. Some providers count five.
     *
     * @param weight 0 to 1,000
     * @return this
     * @throws IllegalArgumentException if it is outside
     */
    public Builder outputWeight(double weight) {
      if (!(weight >= 0 && weight <= 1_000)) {
        throw new IllegalArgumentException(
            "outputWeight is " + weight + "; it must be from 0 to 1,000");
      }
      outputWeight = weight;
      return this;
    }

    /**
     * How many calls may wait. Default: 1,024.
     *
     * @param calls 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxQueue(int calls) {
      maxQueue = Check.notNegative("maxQueue", calls);
      return this;
    }

    /**
     * How long a call waits at most. Default: 60 seconds.
     *
     * @param time zero or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxWait(Duration time) {
      maxWait = Check.notNegative("maxWait", time);
      return this;
    }

    Builder period(Duration time) {
      period = time;
      return this;
    }

    Builder clock(LongSupplier nanos) {
      clock = nanos;
      return this;
    }

    /**
     * The limit.
     *
     * @return a new limit, with nothing used
     */
    public RateLimit build() {
      return new RateLimit(this);
    }
  }
}
