/**
 * Detectors on AWS: Bedrock's guardrail checks and guardrails, and Amazon Comprehend. Needs
 * {@code fmops-guardrails} on the class path.
 */
@NullMarked
package io.fmops.bedrock.guardrails;

import org.jspecify.annotations.NullMarked;
