/**
 * What guardrails decide as OpenTelemetry's metrics and on its spans, for applications that have
 * {@code opentelemetry-api} on their class path; nothing else in the library needs it. Start at
 * {@link io.fmops.guardrails.otel.GuardrailTelemetry}.
 */
@NullMarked
package io.fmops.guardrails.otel;

import org.jspecify.annotations.NullMarked;
