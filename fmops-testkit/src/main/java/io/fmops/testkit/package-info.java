/**
 * Contract tests for those who implement FMOps extension points. They are JUnit classes to be
 * extended.
 *
 * <p>Who writes a model provider extends {@link io.fmops.testkit.FoundationModelContract} for
 * models that answer in the process, or {@link io.fmops.testkit.RemoteModelContract} for models
 * behind HTTP, whose server the kit plays with {@link io.fmops.testkit.loopback.LoopbackServer}.
 *
 * <p>Who keeps prompts elsewhere extends {@link io.fmops.testkit.DurablePromptStoreContract}, or
 * {@link io.fmops.testkit.PromptStoreContract} if everything is gone with the process. These need
 * fmops-prompt on the class path.
 *
 * <p>Who keeps the results of evaluations elsewhere extends
 * {@link io.fmops.testkit.ResultStoreContract}, which needs fmops-eval on the class path.
 *
 * <p>Who writes a detector extends {@link io.fmops.testkit.DetectorContract}, which needs
 * fmops-guardrails on the class path.
 */
@NullMarked
package io.fmops.testkit;

import org.jspecify.annotations.NullMarked;
