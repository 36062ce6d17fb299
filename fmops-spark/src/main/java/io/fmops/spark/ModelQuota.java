package io.fmops.spark;

import io.fmops.resilience.RateLimit;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What all executors together may use of a model in a minute. Each gets an equal part, rounded
 * down, so that their sum never is more. A part of the tokens has to have room for the answer of
 * one call, as a single call that needs more than its executor's part is let through alone, and the
 * quota would not be kept; that goes for prompts and for requests with a larger {@code maxTokens},
 * too, which are not known before. A call waits for its turn for at most 10 minutes, an answer
 * without a limit of its own is expected to have 1,024 tokens, and an output token counts once.
 * Immutable and thread-safe.
 */
public final class ModelQuota implements Serializable {

  private static final long serialVersionUID = 1L;

  /** More than an executor has calls under way, which is what bounds the queue. */
  private static final int QUEUE = 1 << 20;

  /** How many may begin within a minute; 0 stands for any number. */
  private final int requests;

  /** How many may be used within a minute; 0 stands for any number. */
  private final int tokens;

  /** How many tokens an answer without a limit of its own is expected to have. */
  private final int expectedOutputTokens;

  /** How much of the quota a token of an answer takes. */
  private final double outputWeight;

  /** How long a call waits for its turn. */
  private final Duration maxWait;

  private ModelQuota(
      int requests, int tokens, int expectedOutputTokens, double outputWeight, Duration maxWait) {
    this.requests = requests;
    this.tokens = tokens;
    this.expectedOutputTokens = expectedOutputTokens;
    this.outputWeight = outputWeight;
    this.maxWait = maxWait;
  }

  /**
   * A quota of requests.
   *
   * @param count how many may begin within a minute, at least 1
   * @return the quota, with any number of tokens
   * @throws IllegalArgumentException if it is less
   */
  public static ModelQuota requestsPerMinute(int count) {
    return new ModelQuota(
        positive("requests a minute", count), 0, 1_024, 1, Duration.ofMinutes(10));
  }

  /**
   * A quota of tokens.
   *
   * @param count how many, of prompts and answers, may be used within a minute, at least 1
   * @return the quota, with any number of requests
   * @throws IllegalArgumentException if it is less
   */
  public static ModelQuota tokensPerMinute(int count) {
    return new ModelQuota(0, positive("tokens a minute", count), 1_024, 1, Duration.ofMinutes(10));
  }

  /**
   * Limits the tokens, too.
   *
   * @param count how many, of prompts and answers, may be used within a minute, at least 1
   * @return a new quota
   * @throws IllegalArgumentException if it is less
   */
  public ModelQuota andTokensPerMinute(int count) {
    return new ModelQuota(
        requests, positive("tokens a minute", count), expectedOutputTokens, outputWeight, maxWait);
  }

  /**
   * How answers count. An executor's part of the tokens must have room for one.
   *
   * @param expected how many tokens an answer is expected to have if the request sets no
   *     {@code maxTokens}, 0 or more
   * @param weight how much of the quota one of its tokens takes, 0 to 1,000; some providers count
   *     five
   * @return a new quota
   * @throws IllegalArgumentException if one is out of its range
   */
  public ModelQuota withAnswers(int expected, double weight) {
    // The ranges are the limit's own.
    RateLimit.Builder unused =
        RateLimit.builder().expectedOutputTokens(expected).outputWeight(weight);
    Objects.requireNonNull(unused, "builder");
    return new ModelQuota(requests, tokens, expected, weight, maxWait);
  }

  /**
   * How long a call waits for its turn before it becomes a row with an error.
   *
   * @param time zero or more
   * @return a new quota
   * @throws IllegalArgumentException if it is negative
   */
  public ModelQuota withMaxWait(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the longest wait is " + time + "; it must not be negative");
    }
    return new ModelQuota(requests, tokens, expectedOutputTokens, outputWeight, time);
  }

  /**
   * The limit of requests.
   *
   * @return how many may begin within a minute; empty if any number
   */
  public OptionalInt requests() {
    return requests == 0 ? OptionalInt.empty() : OptionalInt.of(requests);
  }

  /**
   * The limit of tokens.
   *
   * @return how many may be used within a minute; empty if any number
   */
  public OptionalInt tokens() {
    return tokens == 0 ? OptionalInt.empty() : OptionalInt.of(tokens);
  }

  /** One executor's part. */
  ModelQuota share(String model, int executors) {
    long answer = Math.round(outputWeight * expectedOutputTokens);
    if (tokens >= executors && tokens / executors < answer) {
      throw new IllegalArgumentException(
          "the quota of %s is %,d tokens a minute, which is %,d for each of %,d executors and less than the %,d that one answer may take, so it would not be kept; use %sa larger quota, or withAnswers(...) if answers are shorter"
              .formatted(
                  model,
                  tokens,
                  tokens / executors,
                  executors,
                  answer,
                  tokens < answer ? "" : "at most %,d executors, ".formatted(tokens / answer)));
    }
    return new ModelQuota(
        part(model, "requests", requests, executors),
        part(model, "tokens", tokens, executors),
        expectedOutputTokens,
        outputWeight,
        maxWait);
  }

  private static int part(String model, String unit, int whole, int executors) {
    if (whole == 0) {
      return 0;
    }
    if (whole < executors) {
      throw new IllegalArgumentException(
          "the quota of %s is %,d %s a minute, which is less than one for each of %,d executors; use at most %,d executors, or a larger quota"
              .formatted(model, whole, unit, executors, whole));
    }
    return whole / executors;
  }

  /** A limiter for one executor, with nothing used. */
  RateLimit limit() {
    RateLimit.Builder limit = RateLimit.builder()
        .expectedOutputTokens(expectedOutputTokens)
        .outputWeight(outputWeight)
        .maxQueue(QUEUE)
        .maxWait(maxWait);
    requests().ifPresent(limit::requestsPerMinute);
    tokens().ifPresent(limit::tokensPerMinute);
    return limit.build();
  }

  private static int positive(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("%d %s; it must be at least 1".formatted(count, what));
    }
    return count;
  }

  @Override
  public String toString() {
    return "%s requests and %s tokens a minute"
        .formatted(requests == 0 ? "any" : requests, tokens == 0 ? "any" : tokens);
  }
}
