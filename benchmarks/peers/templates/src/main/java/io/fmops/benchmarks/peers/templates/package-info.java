/** A prompt filled in by FMOps, by other libraries, and by hand. */
@NullMarked
package io.fmops.benchmarks.peers.templates;

import org.jspecify.annotations.NullMarked;
