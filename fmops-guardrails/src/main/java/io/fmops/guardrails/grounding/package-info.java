/**
 * Whether an answer rests on what it was given:
 * {@link io.fmops.guardrails.grounding.GroundingDetector}.
 */
@NullMarked
package io.fmops.guardrails.grounding;

import org.jspecify.annotations.NullMarked;
