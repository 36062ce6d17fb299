/**
 * Personal data in a text: {@link io.fmops.guardrails.pii.PiiDetector} finds what
 * {@link io.fmops.guardrails.pii.PiiType} lists.
 */
@NullMarked
package io.fmops.guardrails.pii;

import org.jspecify.annotations.NullMarked;
