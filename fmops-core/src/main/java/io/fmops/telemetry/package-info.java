/** What calls cost. Start at {@link io.fmops.telemetry.PriceList}. */
@NullMarked
package io.fmops.telemetry;

import org.jspecify.annotations.NullMarked;
