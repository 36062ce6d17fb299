/**
 * Toxic text, found in this process: {@link io.fmops.guardrails.toxicity.ToxicityDetector} with a
 * model that is in the jar, and {@link io.fmops.guardrails.toxicity.WordList} for words of one's
 * own.
 */
@NullMarked
package io.fmops.guardrails.toxicity;

import org.jspecify.annotations.NullMarked;
