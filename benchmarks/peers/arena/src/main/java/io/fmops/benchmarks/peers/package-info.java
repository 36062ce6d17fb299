/**
 * The same calls through several libraries, each in a JVM of its own with its own class path,
 * against one loopback server. Start at {@link io.fmops.benchmarks.peers.Figures} for speed and at
 * {@link io.fmops.benchmarks.peers.Comparison} for behaviour. Not part of the normal build.
 */
@NullMarked
package io.fmops.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
