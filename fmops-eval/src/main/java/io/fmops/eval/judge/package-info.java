/**
 * Models as judges of answers: grades by criteria, comparisons of two answers, panels, the measures
 * of retrieval-augmented generation that need a judge, and a report of how far a judge agrees with
 * people. Start at {@link io.fmops.eval.judge.Judge}.
 */
@NullMarked
package io.fmops.eval.judge;

import org.jspecify.annotations.NullMarked;
