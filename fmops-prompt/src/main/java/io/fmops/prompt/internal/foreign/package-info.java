/** Prompt files of other formats. */
@NullMarked
package io.fmops.prompt.internal.foreign;

import org.jspecify.annotations.NullMarked;
