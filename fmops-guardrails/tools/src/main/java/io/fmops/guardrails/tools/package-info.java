/**
 * Trains the embedded toxicity model from a folder of labelled text and the project's own, and
 * measures it. Start at {@link io.fmops.guardrails.tools.GuardrailsTools}.
 */
@NullMarked
package io.fmops.guardrails.tools;

import org.jspecify.annotations.NullMarked;
