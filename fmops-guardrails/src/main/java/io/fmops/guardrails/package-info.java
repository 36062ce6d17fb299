/**
 * Looking for text that must not pass. So far: the shape of a {@link io.fmops.guardrails.Finding},
 * and a detector for regular expressions, {@link io.fmops.guardrails.PatternDetector}. Who writes a
 * detector starts at {@code io.fmops.guardrails.spi}.
 */
@NullMarked
package io.fmops.guardrails;

import org.jspecify.annotations.NullMarked;
