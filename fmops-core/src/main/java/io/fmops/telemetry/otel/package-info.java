/**
 * Spans and metrics by OpenTelemetry's conventions for generative AI, for applications that have
 * {@code opentelemetry-api} on their class path; nothing else in the library needs it. Start at
 * {@link io.fmops.telemetry.otel.GenAiTelemetry}.
 */
@NullMarked
package io.fmops.telemetry.otel;

import org.jspecify.annotations.NullMarked;
