/** How texts differ. For the packages of this module only. */
@NullMarked
package io.fmops.prompt.internal.diff;

import org.jspecify.annotations.NullMarked;
