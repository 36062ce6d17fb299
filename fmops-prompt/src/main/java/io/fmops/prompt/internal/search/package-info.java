/** Finding prompts by what they say. For the packages of this module only. */
@NullMarked
package io.fmops.prompt.internal.search;

import org.jspecify.annotations.NullMarked;
