package io.fmops.chain;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.Cost;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a run has used, and how much it may. Prompts of calls that are under way count as used, so
 * that many calls at once do not all take the last room. Thread-safe.
 */
final class RunBudget {

  private final @Nullable Long maxTokens;
  private final @Nullable BigDecimal maxCost;

  private final ReentrantLock lock = new ReentrantLock();
  private long tokens;
  private long reserved;
  private int underWay;
  private BigDecimal dearest = BigDecimal.ZERO;
  private BigDecimal cost = BigDecimal.ZERO;
  private @Nullable ModelId unpriced;

  /** Answers only: a call that fails tells its own usage. */
  private @Nullable TokenUsage answered;

  RunBudget(@Nullable Long maxTokens, @Nullable BigDecimal maxCost) {
    this.maxTokens = maxTokens;
    this.maxCost = maxCost;
  }

  void reserve(ModelId model, GenerateRequest request) {
    if (maxTokens == null && maxCost == null) {
      return;
    }
    long prompt = prompt(request);
    lock.lock();
    try {
      if (maxTokens != null && tokens + reserved + prompt > maxTokens) {
        throw refused(
            model,
            "%d tokens, used %d, under way %d, wanted at least %d"
                .formatted(maxTokens, tokens, reserved, prompt));
      }
      if (maxCost != null && unpriced != null) {
        throw new BudgetExceededException(
            "the cost of a call of %s is not known, so the run's limit of money cannot be kept; put a Telemetry layer with a price list around the model"
                .formatted(unpriced),
            ErrorDetails.of(model),
            null);
      }
      // Nobody knows what those under way will cost; as much as the dearest so far is a fair guess.
      BigDecimal expected = dearest.multiply(BigDecimal.valueOf(underWay));
      if (maxCost != null && cost.add(expected).compareTo(maxCost) >= 0) {
        throw refused(
            model,
            "%s of money, used %s, under way about %s"
                .formatted(
                    maxCost.toPlainString(), cost.toPlainString(), expected.toPlainString()));
      }
      reserved += prompt;
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  private long prompt(GenerateRequest request) {
    return maxTokens == null ? 0 : request.estimatedInputTokens();
  }

  private static BudgetExceededException refused(ModelId model, String numbers) {
    return new BudgetExceededException(
        "the run has no room for a call of %s: limit %s".formatted(model, numbers),
        ErrorDetails.of(model),
        null);
  }

  void used(ModelId model, GenerateRequest request, TokenUsage usage, Optional<Cost> paid) {
    long prompt = prompt(request);
    lock.lock();
    try {
      reserved = Math.max(0, reserved - prompt);
      underWay = Math.max(0, underWay - 1);
      answered = answered == null ? usage : answered.plus(usage);
      tokens += usage.total();
      if (paid.isPresent()) {
        cost = cost.add(paid.get().amount());
        dearest = dearest.max(paid.get().amount());
      } else if (usage.total() > 0 || usage.source() == TokenUsage.Source.UNKNOWN) {
        unpriced = model;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts what an earlier process of the same run used. */
  void replayed(JournaledStep step) {
    step.usage().ifPresent(usage -> {
      lock.lock();
      try {
        tokens += usage.total();
        if (step.cost().isPresent()) {
          cost = cost.add(step.cost().get().amount());
        } else if (usage.total() > 0) {
          unpriced = step.model().orElse(unpriced);
        }
      } finally {
        lock.unlock();
      }
    });
  }

  void failed(GenerateRequest request, ModelException problem) {
    long prompt = prompt(request);
    lock.lock();
    try {
      reserved = Math.max(0, reserved - prompt);
      underWay = Math.max(0, underWay - 1);
      tokens += problem.usage().total();
    } finally {
      lock.unlock();
    }
  }

  /** What all calls used that were answered. */
  Optional<TokenUsage> answered() {
    lock.lock();
    try {
      return Optional.ofNullable(answered);
    } finally {
      lock.unlock();
    }
  }
}
