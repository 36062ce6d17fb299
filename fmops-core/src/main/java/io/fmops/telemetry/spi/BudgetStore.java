package io.fmops.telemetry.spi;

import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAccount.Claim;
import io.fmops.telemetry.spi.BudgetAccount.Shortage;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the books of budgets. Thread-safe; several processes can share one if it is kept where they
 * all reach it.
 *
 * <p>{@link #reserve} runs on the thread that makes the call and may wait for a database.
 * {@link #settle} runs on whichever thread ends the call, at times the one that watches all
 * deadlines: a store that has to wait does that on a thread of its own.
 */
public interface BudgetStore {

  /**
   * Reserves the same amount in all accounts, or in none if one has no room: in one transaction, so
   * that two callers never get the same room.
   *
   * @param reservation names the reservation and no other
   * @param claims the accounts and their limits, at least one
   * @param amount how much
   * @return empty if it is reserved, else which account has no room
   * @throws RuntimeException if the store cannot tell; the call is not made then
   */
  Optional<Shortage> reserve(String reservation, List<Claim> claims, BudgetAmount amount);

  /**
   * Turns a reservation into what was really used, which may be more, less or nothing. Only the
   * first call for a reservation counts; one that is not known does nothing.
   *
   * @param reservation its name
   * @param used how much to book in each of its accounts
   */
  void settle(String reservation, BudgetAmount used);

  /**
   * What an account has used and reserved.
   *
   * @param account the account
   * @return its balance, empty for an account without bookings
   */
  Balance balance(BudgetAccount account);
}
