/**
 * Looking for text that must not pass, and keeping it from passing. Detectors report
 * {@linkplain io.fmops.guardrails.Finding findings}; {@link io.fmops.guardrails.PatternDetector} is
 * the simplest. Who writes a detector starts at {@code io.fmops.guardrails.spi}.
 */
@NullMarked
package io.fmops.guardrails;

import org.jspecify.annotations.NullMarked;
