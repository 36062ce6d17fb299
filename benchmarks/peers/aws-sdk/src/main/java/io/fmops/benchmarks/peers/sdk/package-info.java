/** The contestant, and nothing else. */
@NullMarked
package io.fmops.benchmarks.peers.sdk;

import org.jspecify.annotations.NullMarked;
