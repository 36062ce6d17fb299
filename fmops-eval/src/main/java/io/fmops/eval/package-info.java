/** Evaluation of models on tasks. */
@NullMarked
package io.fmops.eval;

import org.jspecify.annotations.NullMarked;
