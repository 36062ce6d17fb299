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

  /**
   * Both together, by the older of the two price lists; estimated if one of them is.
   *
   * @param other the other cost, in the same currency
   * @return the sum
   * @throws IllegalArgumentException if the currencies differ
   */
  public Cost plus(Cost other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "costs in %s and in %s cannot be added".formatted(currency, other.currency));
    }
    return new Cost(
        amount.add(other.amount),
        currency,
        priceDate.isBefore(other.priceDate) ? priceDate : other.priceDate,
        estimated || other.estimated);
  }
}
