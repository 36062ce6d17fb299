/**
 * What calls cost, what they may cost, and who hears of them.
 *
 * <p>{@link io.fmops.telemetry.Telemetry} tells listeners of every call and puts its cost by a
 * {@link io.fmops.telemetry.PriceList} on the response; {@link io.fmops.telemetry.BudgetLayer}
 * refuses calls that a {@link io.fmops.telemetry.Budget} has no room for. From the outside in the
 * layers of a model stand like this: telemetry, budget, replay, guardrail, fallback, retry.
 */
@NullMarked
package io.fmops.telemetry;

import org.jspecify.annotations.NullMarked;
