package io.fmops.eval.judge;

import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts a judge's calls and money, and says when there is no more of either. Money is reserved
 * before a call, so that calls at the same time do not exceed the limit together. Thread-safe.
 */
final class Spending {

  /** How long an answer may be if the request does not say. */
  private static final int USUAL_OUTPUT = 4_096;

  private final long maxCalls;
  private final @Nullable BigDecimal maxCost;
  private final @Nullable PriceList prices;

  private final ReentrantLock lock = new ReentrantLock();
  private long calls;
  private long repairs;
  private long unread;
  private long failed;
  private long refused;
  private @Nullable TokenUsage tokens;
  private BigDecimal cost = BigDecimal.ZERO;

  Spending(long maxCalls, @Nullable BigDecimal maxCost, @Nullable PriceList prices) {
    this.maxCalls = maxCalls;
    this.maxCost = maxCost;
    this.prices = prices;
  }

  /** The same limits with nothing spent. */
  Spending renewed() {
    return new Spending(maxCalls, maxCost, prices);
  }

  /** One call under way: what is reserved for it, or why it may not be made. */
  record Permit(BigDecimal reserved, Optional<String> refusal) {}

  Permit ask(ModelId model, GenerateRequest request, boolean repair) {
    BigDecimal expected = expected(model, request);
    lock.lock();
    try {
      if (calls >= maxCalls) {
        return refuse("the judge's limit of %,d calls is reached".formatted(maxCalls));
      }
      if (maxCost != null && prices != null && cost.add(expected).compareTo(maxCost) > 0) {
        return refuse("the judge's limit of %s %s is reached"
            .formatted(maxCost.toPlainString(), prices.currency()));
      }
      calls++;
      repairs += repair ? 1 : 0;
      cost = cost.add(expected);
      return new Permit(expected, Optional.empty());
    } finally {
      lock.unlock();
    }
  }

  private Permit refuse(String reason) {
    refused++;
    return new Permit(BigDecimal.ZERO, Optional.of(reason));
  }

  private BigDecimal expected(ModelId model, GenerateRequest request) {
    if (prices == null) {
      return BigDecimal.ZERO;
    }
    long output = request.parameters().maxTokens().orElse(USUAL_OUTPUT);
    return prices
        .cost(model, TokenUsage.estimated(request.estimatedInputTokens(), output))
        .orElse(BigDecimal.ZERO);
  }

  /** The call was answered; where nobody knows what it cost, the reserve stays spent. */
  void answered(Permit permit, ModelId model, TokenUsage usage) {
    settle(permit, price(model, usage).orElse(permit.reserved()), usage, false);
  }

  /** A cache answered, so there was no call. */
  void remembered(Permit permit, boolean repair) {
    lock.lock();
    try {
      calls--;
      repairs -= repair ? 1 : 0;
      cost = cost.subtract(permit.reserved());
    } finally {
      lock.unlock();
    }
  }

  /** The call failed; where nobody knows what it used, it used nothing. */
  void failed(Permit permit, ModelId model, TokenUsage usage) {
    settle(permit, price(model, usage).orElse(BigDecimal.ZERO), TokenUsage.reported(0, 0), true);
  }

  private Optional<BigDecimal> price(ModelId model, TokenUsage usage) {
    return prices == null ? Optional.empty() : prices.cost(model, usage);
  }

  private void settle(Permit permit, BigDecimal actual, TokenUsage usage, boolean failure) {
    lock.lock();
    try {
      cost = cost.subtract(permit.reserved()).add(actual);
      if (failure) {
        failed++;
      } else {
        tokens = tokens == null ? usage : tokens.plus(usage);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A verdict could not be read in the end. */
  void unread() {
    lock.lock();
    try {
      unread++;
    } finally {
      lock.unlock();
    }
  }

  JudgeUsage usage() {
    lock.lock();
    try {
      return new JudgeUsage(
          calls,
          repairs,
          unread,
          failed,
          refused,
          tokens == null ? TokenUsage.reported(0, 0) : tokens,
          prices == null ? Optional.empty() : Optional.of(cost));
    } finally {
      lock.unlock();
    }
  }
}
