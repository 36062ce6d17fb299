/**
 * Gates: what a run's result must be like before a change is let through, for pipelines and for
 * test suites. Start at {@code io.fmops.eval.gate.Gate} and, in tests, at
 * {@code io.fmops.eval.gate.EvaluationAssertions}.
 */
@NullMarked
package io.fmops.eval.gate;

import org.jspecify.annotations.NullMarked;
