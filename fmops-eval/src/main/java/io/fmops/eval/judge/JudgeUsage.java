package io.fmops.eval.judge;

import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * What a judge has done so far, and what it took. Immutable and thread-safe.
 *
 * @param calls how often the judge's model was called, second attempts included
 * @param repairs how many of these calls asked again for a verdict that could not be read
 * @param unread how many verdicts could not be read in the end, wholly or in part
 * @param failed how many calls got no answer
 * @param refused how many calls were not made because a limit was reached
 * @param tokens what the answered calls used
 * @param cost what the calls cost by the judge's price list, what is reserved for calls under way
 *     included; absent without a list
 */
public record JudgeUsage(
    long calls,
    long repairs,
    long unread,
    long failed,
    long refused,
    TokenUsage tokens,
    Optional<BigDecimal> cost) {

  /** Checks that nothing is null. */
  public JudgeUsage {
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(cost, "cost");
  }
}
