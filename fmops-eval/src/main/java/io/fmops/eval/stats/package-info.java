/**
 * How sure a number is: confidence intervals for means, for other statistics, and for differences
 * between two candidates. Start at {@link io.fmops.eval.stats.Bootstrap}.
 */
@NullMarked
package io.fmops.eval.stats;

import org.jspecify.annotations.NullMarked;
