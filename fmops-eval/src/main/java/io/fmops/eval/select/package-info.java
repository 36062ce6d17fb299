/**
 * Choosing one of several evaluated candidates by quality, speed and cost. Start at
 * {@code io.fmops.eval.select.Selection}.
 */
@NullMarked
package io.fmops.eval.select;

import org.jspecify.annotations.NullMarked;
