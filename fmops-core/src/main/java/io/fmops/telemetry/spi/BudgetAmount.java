package io.fmops.telemetry.spi;

import java.math.BigDecimal;

/**
 * Money and tokens, both counted at once. Immutable and thread-safe; 5 and 5.0 are equal.
 *
 * @param money in the currency of the price list, 0 or more
 * @param tokens 0 or more
 */
public record BudgetAmount(BigDecimal money, long tokens) {

  /** Nothing. */
  public static final BudgetAmount NONE = new BudgetAmount(BigDecimal.ZERO, 0);

  /**
   * Checks the amounts.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public BudgetAmount {
    if (money.signum() < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "amounts must not be negative: money %s, tokens %d".formatted(money, tokens));
    }
    money = money.stripTrailingZeros();
  }

  /**
   * The sum.
   *
   * @param other the other amount
   * @return both together; tokens beyond the range of a long count as its end
   */
  public BudgetAmount plus(BudgetAmount other) {
    long sum = tokens + other.tokens;
    return new BudgetAmount(money.add(other.money), sum < 0 ? Long.MAX_VALUE : sum);
  }

  /**
   * The difference.
   *
   * @param other at most this amount
   * @return this without the other
   * @throws IllegalArgumentException if the other one is greater
   */
  public BudgetAmount minus(BudgetAmount other) {
    return new BudgetAmount(money.subtract(other.money), tokens - other.tokens);
  }
}
