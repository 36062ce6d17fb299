/** The part of YAML that prompt files are written in. */
@NullMarked
package io.fmops.prompt.internal.yaml;

import org.jspecify.annotations.NullMarked;
