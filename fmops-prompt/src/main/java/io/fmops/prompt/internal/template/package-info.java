/** Templates: from text to a tree, and from the tree and values to text. */
@NullMarked
package io.fmops.prompt.internal.template;

import org.jspecify.annotations.NullMarked;
