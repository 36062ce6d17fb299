/** The contestant, and nothing else. */
@NullMarked
package io.fmops.benchmarks.peers.spring;

import org.jspecify.annotations.NullMarked;
