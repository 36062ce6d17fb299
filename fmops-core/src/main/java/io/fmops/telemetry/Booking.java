package io.fmops.telemetry;

import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.telemetry.spi.BudgetAmount;
import io.fmops.telemetry.spi.BudgetStore;
import java.math.BigDecimal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call's reservation, and what is booked in its place. */
final class Booking {

  private static final Logger log = LoggerFactory.getLogger(BudgetLayer.class);

  private final BudgetStore store;
  private final String reservation;
  private final Tally tally;
  private final PriceList prices;
  private final ModelId asked;
  private final BudgetAmount worst;

  Booking(
      BudgetStore store,
      String reservation,
      Tally tally,
      PriceList prices,
      ModelId asked,
      BudgetAmount worst) {
    this.store = store;
    this.reservation = reservation;
    this.tally = tally;
    this.prices = prices;
    this.asked = asked;
    this.worst = worst;
  }

  void event(StreamEvent event) {
    tally.event(event);
  }

  void answered(GenerateResponse whole) {
    tally.answer(whole);
    settle();
  }

  void failed(ModelException problem) {
    tally.problem(problem);
    settle();
  }

  private void settle() {
    BudgetAmount used = BudgetAmount.NONE;
    for (Tally.Exchange exchange : tally.exchanges()) {
      used = used.plus(new BudgetAmount(money(exchange), exchange.usage().total()));
    }
    try {
      store.settle(reservation, used);
    } catch (RuntimeException e) {
      // The answer is there and paid for; the reservation stays, which errs on the safe side.
      log.warn("the budget store could not settle a call of {}: its reservation stays", asked, e);
    }
  }

  /** A model that nobody named and that has no price is not free: it costs what was reserved. */
  private BigDecimal money(Tally.Exchange exchange) {
    if (exchange.usage().total() == 0) {
      return BigDecimal.ZERO;
    }
    Optional<BigDecimal> known = prices.cost(exchange.model(), exchange.usage());
    return known.orElse(worst.money());
  }
}
