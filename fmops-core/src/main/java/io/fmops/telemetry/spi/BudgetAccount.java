package io.fmops.telemetry.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one key may use in one window of one budget. Two accounts are the same if budget, key and
 * window are. Immutable and thread-safe.
 *
 * @param budget the budget's name
 * @param key whose account it is, such as a tenant's
 * @param from when the window begins
 * @param until when the next one begins, and this account ends
 */
public record BudgetAccount(String budget, String key, Instant from, Instant until) {

  /** Checks that nothing is null. */
  public BudgetAccount {
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(until, "until");
  }

  /**
   * What has been used and what is reserved for calls that run. Immutable and thread-safe.
   *
   * @param used by calls that have ended
   * @param reserved for calls that have not
   */
  public record Balance(BudgetAmount used, BudgetAmount reserved) {

    /** A new account's. */
    public static final Balance EMPTY = new Balance(BudgetAmount.NONE, BudgetAmount.NONE);

    /**
     * Both together.
     *
     * @return what the account can no longer give
     */
    public BudgetAmount taken() {
      return used.plus(reserved);
    }
  }

  /**
   * A wish to reserve. Immutable and thread-safe.
   *
   * @param account where
   * @param money the most money that may be taken; absent for no limit
   * @param tokens the most tokens that may be taken; absent for no limit
   */
  public record Claim(
      BudgetAccount account, Optional<java.math.BigDecimal> money, Optional<Long> tokens) {

    /** Checks that nothing is null. */
    public Claim {
      Objects.requireNonNull(account, "account");
      Objects.requireNonNull(money, "money");
      Objects.requireNonNull(tokens, "tokens");
    }

    /**
     * Whether the account has room.
     *
     * @param balance the account's
     * @param wanted what is to be reserved
     * @return true if neither limit would be passed
     */
    public boolean allows(Balance balance, BudgetAmount wanted) {
      BudgetAmount after = balance.taken().plus(wanted);
      return money.map(limit -> after.money().compareTo(limit) <= 0).orElse(true)
          && tokens.map(limit -> after.tokens() <= limit).orElse(true);
    }
  }

  /**
   * Why nothing was reserved. Immutable and thread-safe.
   *
   * @param claim the first one without room
   * @param balance its account's
   */
  public record Shortage(Claim claim, Balance balance) {}
}
