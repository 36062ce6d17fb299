/** Machinery of the model package. No other module may use it. */
@NullMarked
package io.fmops.model.internal;

import org.jspecify.annotations.NullMarked;
