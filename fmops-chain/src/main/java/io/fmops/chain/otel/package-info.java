/**
 * Spans of chains by OpenTelemetry's conventions for generative AI, for applications that have
 * {@code opentelemetry-api} on their class path; nothing else in the library needs it. Start at
 * {@link io.fmops.chain.otel.ChainTelemetry}.
 */
@NullMarked
package io.fmops.chain.otel;

import org.jspecify.annotations.NullMarked;
