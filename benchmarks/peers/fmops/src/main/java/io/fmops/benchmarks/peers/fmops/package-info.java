/** The contestant, and nothing else. */
@NullMarked
package io.fmops.benchmarks.peers.fmops;

import org.jspecify.annotations.NullMarked;
