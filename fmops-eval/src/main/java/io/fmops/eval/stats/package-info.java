/**
 * How sure a number is. Start at {@link io.fmops.eval.stats.Estimate#ofMean} for one candidate's
 * scores, {@link io.fmops.eval.stats.PairedTest} for two candidates,
 * {@link io.fmops.eval.stats.Agreement} for raters, {@link io.fmops.eval.stats.BradleyTerry} for
 * comparisons, and {@link io.fmops.eval.stats.Power} for planning.
 *
 * <p>Everything takes plain arrays in the order of the examples, and gives the same result for the
 * same data on every JVM.
 */
@NullMarked
package io.fmops.eval.stats;

import org.jspecify.annotations.NullMarked;
