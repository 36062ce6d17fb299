/**
 * The works of the toxicity detector: undoing evasion, features, weights. Used by the detector and
 * by the program that trains it, and by nobody else.
 */
@NullMarked
package io.fmops.guardrails.toxicity.internal;

import org.jspecify.annotations.NullMarked;
