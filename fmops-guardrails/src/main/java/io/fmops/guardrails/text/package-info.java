/**
 * Texts as detectors read them, {@linkplain io.fmops.guardrails.text.FoldedText folded} with the
 * way back, and the limits that a text as a whole may have: its
 * {@linkplain io.fmops.guardrails.text.LengthDetector length} and its
 * {@linkplain io.fmops.guardrails.text.LanguageDetector language}.
 */
@NullMarked
package io.fmops.guardrails.text;

import org.jspecify.annotations.NullMarked;
