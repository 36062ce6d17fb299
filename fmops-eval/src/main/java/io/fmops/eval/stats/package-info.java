/** How sure a figure is. */
@NullMarked
package io.fmops.eval.stats;

import org.jspecify.annotations.NullMarked;
