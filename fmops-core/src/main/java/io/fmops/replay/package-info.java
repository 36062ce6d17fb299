/**
 * Tests without a model: calls recorded once and replayed for ever, answers written by hand, and
 * faults on purpose.
 *
 * <p>Start at {@link io.fmops.replay.Replay#orRecord}: the first run calls the model and writes a
 * file, every later run reads it. {@link io.fmops.replay.ScriptedModel} answers what the test says,
 * and {@link io.fmops.replay.FaultInjection} makes a model fail as often as the test wants. Where
 * answers are only not to be paid for twice, as in evaluations,
 * {@link io.fmops.replay.ResponseCache} remembers them.
 */
@NullMarked
package io.fmops.replay;

import org.jspecify.annotations.NullMarked;
