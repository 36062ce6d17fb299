/**
 * Scores of one answer, and measures of many. Start at {@link io.fmops.eval.metric.Evaluators} for
 * those that compare with a reference, and at {@link io.fmops.eval.metric.Evaluator} to write
 * others.
 */
@NullMarked
package io.fmops.eval.metric;

import org.jspecify.annotations.NullMarked;
