/**
 * Evaluation datasets: examples with or without a reference answer, read as a stream from JSON
 * Lines or CSV. Start at {@link io.fmops.eval.dataset.Dataset}.
 */
@NullMarked
package io.fmops.eval.dataset;

import org.jspecify.annotations.NullMarked;
