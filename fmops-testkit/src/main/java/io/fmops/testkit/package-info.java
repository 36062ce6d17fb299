/**
 * Contract tests for those who implement FMOps extension points. They are JUnit classes to be
 * extended.
 *
 * <p>Who writes a model provider extends {@link io.fmops.testkit.FoundationModelContract} for
 * models that answer in the process, or {@link io.fmops.testkit.RemoteModelContract} for models
 * behind HTTP, whose server the kit plays with {@link io.fmops.testkit.loopback.LoopbackServer}.
 */
@NullMarked
package io.fmops.testkit;

import org.jspecify.annotations.NullMarked;
