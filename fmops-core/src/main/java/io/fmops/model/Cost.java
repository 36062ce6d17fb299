package io.fmops.model;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What a call cost, by a price list. Immutable and thread-safe.
 *
 * @param amount the exact amount, 0 or more
 * @param currency of the amount, such as {@code USD}
 * @param priceDate the day of the price list
 * @param estimated whether the tokens or the price were estimated
 */
public record Cost(BigDecimal amount, String currency, LocalDate priceDate, boolean estimated) {

  /**
   * Checks the amount.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Cost {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(priceDate, "priceDate");
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("a cost must not be negative: " + amount);
    }
  }
}
