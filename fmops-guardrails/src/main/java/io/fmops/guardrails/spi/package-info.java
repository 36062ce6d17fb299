/** What the author of a detector writes: an {@link io.fmops.guardrails.spi.Detector}. */
@NullMarked
package io.fmops.guardrails.spi;

import org.jspecify.annotations.NullMarked;
