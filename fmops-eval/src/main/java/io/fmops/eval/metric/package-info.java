/** Scores of one answer, and measures of many. Start at {@link io.fmops.eval.metric.Evaluator}. */
@NullMarked
package io.fmops.eval.metric;

import org.jspecify.annotations.NullMarked;
