/**
 * Trains and measures the embedded model of injections:
 * {@link io.fmops.guardrails.tools.injection.InjectionTrainer}.
 */
@NullMarked
package io.fmops.guardrails.tools.injection;

import org.jspecify.annotations.NullMarked;
