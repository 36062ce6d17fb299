package io.fmops.eval.run;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run within its budget. Nobody knows what a call will cost, so each one that is under way,
 * and the next one, is taken to cost as much as the dearest so far. For one thread.
 */
final class Spending {

  private final @Nullable BigDecimal budget;
  private BigDecimal spent = BigDecimal.ZERO;
  private BigDecimal dearest = BigDecimal.ZERO;

  Spending(@Nullable BigDecimal budget) {
    this.budget = budget;
  }

  /** Takes a row's cost, and says whether it is known as far as it has to be. */
  boolean add(ResultRow row) {
    Optional<BigDecimal> answer = row.response().isEmpty() || row.cachedSince().isPresent()
        ? Optional.of(BigDecimal.ZERO)
        : row.cost();
    if (answer.isEmpty() || row.evaluationCost().isEmpty()) {
      return budget == null;
    }
    BigDecimal cost = answer.get().add(row.evaluationCost().get());
    spent = spent.add(cost);
    dearest = dearest.max(cost);
    return true;
  }

  /** Whether one more call may be made while others are under way. */
  boolean allows(int underWay) {
    return budget == null
        || spent.add(dearest.multiply(BigDecimal.valueOf(underWay + 1L))).compareTo(budget) <= 0;
  }
}
