/**
 * Calls that survive production: retries, limits, circuit breakers, other models to fall back on.
 *
 * <p>Start at {@link io.fmops.resilience.Resilience}, which puts the usual layers around a model in
 * the right order. Each layer can be had alone: {@link io.fmops.resilience.Retry},
 * {@link io.fmops.resilience.CircuitBreaker}, {@link io.fmops.resilience.RateLimit},
 * {@link io.fmops.resilience.Bulkhead}, {@link io.fmops.resilience.TimeLimits},
 * {@link io.fmops.resilience.Hedge}. {@link io.fmops.resilience.Fallback} and
 * {@link io.fmops.resilience.Routing} make one model of several.
 *
 * <p>Everything here is shared by any number of threads, waits without holding a carrier thread of
 * virtual threads, and gives up at once when the call is closed, cancelled or past its deadline.
 */
@NullMarked
package io.fmops.resilience;

import org.jspecify.annotations.NullMarked;
