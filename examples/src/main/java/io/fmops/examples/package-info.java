/**
 * Runnable programs, smallest first: {@link io.fmops.examples.HelloModel} asks an embedded model,
 * {@link io.fmops.examples.HelloBedrock} one on Amazon Bedrock, and
 * {@link io.fmops.examples.CompareModels} is the quick start: it compares models on labelled tasks
 * and picks one.
 */
@NullMarked
package io.fmops.examples;

import org.jspecify.annotations.NullMarked;
