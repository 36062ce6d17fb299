/**
 * Runs that are kept: any two of them compared example by example, and measures followed over time.
 * Start at {@link io.fmops.eval.store.ResultStore#folder} and
 * {@link io.fmops.eval.store.RunComparison}.
 */
@NullMarked
package io.fmops.eval.store;

import org.jspecify.annotations.NullMarked;
