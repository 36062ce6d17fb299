package io.fmops.telemetry;

import io.fmops.model.BudgetExceededException;
import io.fmops.telemetry.spi.BudgetAccount;
import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAccount.Claim;
import io.fmops.telemetry.spi.BudgetAccount.Shortage;
import io.fmops.telemetry.spi.BudgetAmount;
import io.fmops.telemetry.spi.BudgetStore;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Budgets of one process; a restart forgets them. Accounts are dropped after the end of their
 * window, when nothing in them is reserved. Holds at most {@value #MAX_ACCOUNTS} accounts: a call
 * that would need one more is refused, because forgetting an account would make its use free.
 * Thread-safe.
 */
public final class InMemoryBudgetStore implements BudgetStore {

  /** The most accounts that are held at a time. */
  public static final int MAX_ACCOUNTS = 1_000_000;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<BudgetAccount, Balance> balances = new HashMap<>();
  private final Map<String, Reservation> reservations = new HashMap<>();
  private int nextSweep = 1_000;

  private record Reservation(List<BudgetAccount> accounts, BudgetAmount amount) {}

  /** By the system's clock. */
  public InMemoryBudgetStore() {
    this(Clock.systemUTC());
  }

  /**
   * By another clock.
   *
   * @param clock tells which accounts have ended
   */
  public InMemoryBudgetStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Shortage> reserve(String reservation, List<Claim> claims, BudgetAmount amount) {
    lock.lock();
    try {
      if (reservations.containsKey(reservation)) {
        throw new IllegalArgumentException("the reservation " + reservation + " exists already");
      }
      for (Claim claim : claims) {
        Balance balance = balance(claim.account());
        if (!claim.allows(balance, amount)) {
          return Optional.of(new Shortage(claim, balance));
        }
      }
      makeRoom(claims.size());
      List<BudgetAccount> accounts =
          claims.stream().map(Claim::account).distinct().toList();
      accounts.forEach(a -> balances.merge(
          a,
          new Balance(BudgetAmount.NONE, amount),
          (old, more) -> new Balance(old.used(), old.reserved().plus(amount))));
      reservations.put(reservation, new Reservation(accounts, amount));
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Sweeps when the number has doubled since the last time, so that it costs little a call. */
  private void makeRoom(int more) {
    if (balances.size() + more <= nextSweep) {
      return;
    }
    Instant now = clock.instant();
    balances
        .entrySet()
        .removeIf(e ->
            !e.getKey().until().isAfter(now) && e.getValue().reserved().equals(BudgetAmount.NONE));
    if (balances.size() + more > MAX_ACCOUNTS) {
      throw new BudgetExceededException(
          "the budget store in memory holds %d accounts, and no more fit; use a window that ends sooner or keys that are fewer"
              .formatted(balances.size()));
    }
    nextSweep = Math.min(MAX_ACCOUNTS, Math.max(1_000, 2 * balances.size()));
  }

  @Override
  public void settle(String reservation, BudgetAmount used) {
    lock.lock();
    try {
      Reservation settled = reservations.remove(reservation);
      if (settled == null) {
        return;
      }
      for (BudgetAccount account : settled.accounts()) {
        balances.computeIfPresent(
            account,
            (key, old) ->
                new Balance(old.used().plus(used), old.reserved().minus(settled.amount())));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Balance balance(BudgetAccount account) {
    lock.lock();
    try {
      return balances.getOrDefault(account, Balance.EMPTY);
    } finally {
      lock.unlock();
    }
  }

  /** How many reservations are open. */
  int openReservations() {
    lock.lock();
    try {
      return reservations.size();
    } finally {
      lock.unlock();
    }
  }
}
