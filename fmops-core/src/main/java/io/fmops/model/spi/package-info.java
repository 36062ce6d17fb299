/**
 * What the author of a model provider writes.
 *
 * <p>Implement {@link io.fmops.model.spi.ModelProvider} and {@link io.fmops.model.spi.ModelEngine},
 * list the provider in {@code META-INF/services/io.fmops.model.spi.ModelProvider}, and run the
 * contract tests of the {@code fmops-testkit} module against it. Deadlines, cancellation, timing,
 * the folding of a stream into a response and the promise of exactly one outcome are the core's
 * work, not the provider's.
 */
@NullMarked
package io.fmops.model.spi;

import org.jspecify.annotations.NullMarked;
