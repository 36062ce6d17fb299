/** The contestant, and nothing else. */
@NullMarked
package io.fmops.benchmarks.peers.langchain4j;

import org.jspecify.annotations.NullMarked;
