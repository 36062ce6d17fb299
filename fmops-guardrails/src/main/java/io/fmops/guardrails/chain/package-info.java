/**
 * Guardrails within chains, for applications that have {@code fmops-chain} on their class path;
 * nothing else in the module needs it. Start at {@link io.fmops.guardrails.chain.ChainGuards}.
 */
@NullMarked
package io.fmops.guardrails.chain;

import org.jspecify.annotations.NullMarked;
