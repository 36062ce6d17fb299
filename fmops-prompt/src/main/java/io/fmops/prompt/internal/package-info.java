/** For the packages of this module only. */
@NullMarked
package io.fmops.prompt.internal;

import org.jspecify.annotations.NullMarked;
