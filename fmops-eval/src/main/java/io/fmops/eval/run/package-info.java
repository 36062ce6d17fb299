/**
 * Evaluation runs: every candidate answers every example, every answer is scored. Start at
 * {@code io.fmops.eval.run.Evaluation}.
 */
@NullMarked
package io.fmops.eval.run;

import org.jspecify.annotations.NullMarked;
