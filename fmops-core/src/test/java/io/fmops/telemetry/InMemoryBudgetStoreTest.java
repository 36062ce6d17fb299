package io.fmops.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.telemetry.spi.BudgetAccount;
import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAccount.Claim;
import io.fmops.telemetry.spi.BudgetAmount;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryBudgetStoreTest {

  private static final Instant FROM = Instant.parse("2026-11-25T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-11-26T00:00:00Z");

  private final InMemoryBudgetStore store =
      new InMemoryBudgetStore(Clock.fixed(UNTIL, ZoneOffset.UTC));

  private static Claim claim(String key, long tokens) {
    return new Claim(
        new BudgetAccount("b", key, FROM, UNTIL), Optional.empty(), Optional.of(tokens));
  }

  private static BudgetAmount tokens(long tokens) {
    return new BudgetAmount(BigDecimal.ZERO, tokens);
  }

  @Test
  void aLimitCanBeReachedButNotPassed() {
    assertThat(store.reserve("1", List.of(claim("a", 10)), tokens(10))).isEmpty();
    assertThat(store.reserve("2", List.of(claim("a", 10)), tokens(1))).isPresent();
  }

  @Test
  void allAccountsAreReservedOrNone() {
    assertThat(store
            .reserve("1", List.of(claim("a", 10), claim("b", 4)), tokens(5))
            .orElseThrow()
            .claim()
            .account()
            .key())
        .isEqualTo("b");
    assertThat(store.balance(claim("a", 10).account())).isEqualTo(Balance.EMPTY);
    assertThat(store.openReservations()).isZero();
  }

  @Test
  void onlyTheFirstSettlementCounts() {
    store.reserve("1", List.of(claim("a", 10)), tokens(5));
    store.settle("1", tokens(7));
    store.settle("1", tokens(7));
    store.settle("never reserved", tokens(7));
    assertThat(store.balance(claim("a", 10).account()))
        .isEqualTo(new Balance(tokens(7), BudgetAmount.NONE));
  }

  @Test
  void aReservationIsMadeOnce() {
    store.reserve("1", List.of(claim("a", 10)), tokens(5));
    assertThatThrownBy(() -> store.reserve("1", List.of(claim("a", 10)), tokens(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accountsWhoseWindowHasEndedAreDroppedUnlessACallStillRuns() {
    store.reserve("running", List.of(claim("running", 10)), tokens(5));
    for (int i = 0; i < 5_000; i++) {
      store.reserve("r" + i, List.of(claim("k" + i, 10)), tokens(5));
      store.settle("r" + i, tokens(5));
    }
    assertThat(store.balance(claim("k0", 10).account())).isEqualTo(Balance.EMPTY);
    store.settle("running", tokens(6));
    assertThat(store.balance(claim("running", 10).account()).used()).isEqualTo(tokens(6));
  }
}
