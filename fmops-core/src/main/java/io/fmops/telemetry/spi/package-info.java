/**
 * For those who keep budgets elsewhere than in memory. Start at
 * {@link io.fmops.telemetry.spi.BudgetStore}.
 */
@NullMarked
package io.fmops.telemetry.spi;

import org.jspecify.annotations.NullMarked;
