/**
 * Checks what a dataset says about answers to single examples: that this one contains a text, that
 * one is JSON, a third satisfies a judge. Start at
 * {@link io.fmops.eval.assertion.AssertionEvaluator}; the assertions themselves are data of
 * {@link io.fmops.eval.dataset.Example}.
 */
@NullMarked
package io.fmops.eval.assertion;

import org.jspecify.annotations.NullMarked;
