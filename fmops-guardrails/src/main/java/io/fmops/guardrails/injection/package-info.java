/**
 * Text that wants to give a model orders that it should not take:
 * {@link io.fmops.guardrails.injection.InjectionDetector}.
 */
@NullMarked
package io.fmops.guardrails.injection;

import org.jspecify.annotations.NullMarked;
