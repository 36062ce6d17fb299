/** How prompts are kept in a folder. For the packages of this module only. */
@NullMarked
package io.fmops.prompt.internal.folder;

import org.jspecify.annotations.NullMarked;
