/** Typed chains of prompts, functions and tools, with durable runs and traces. */
@NullMarked
package io.fmops.chain;

import org.jspecify.annotations.NullMarked;
