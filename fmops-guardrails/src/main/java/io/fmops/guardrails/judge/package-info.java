/**
 * A foundation model as a classifier of texts. Start at
 * {@link io.fmops.guardrails.judge.JudgeDetector}.
 */
@NullMarked
package io.fmops.guardrails.judge;

import org.jspecify.annotations.NullMarked;
