/**
 * Evaluations as JUnit tests: a test method that is invoked once an example, and a verdict over all
 * of them. Start at {@code io.fmops.eval.junit.EvaluationTest}. Needs JUnit 5.10 or later on the
 * class path of the tests.
 */
@NullMarked
package io.fmops.eval.junit;

import org.jspecify.annotations.NullMarked;
