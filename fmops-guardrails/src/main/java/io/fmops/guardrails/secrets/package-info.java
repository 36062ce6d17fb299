/** Keys and passwords in a text: {@link io.fmops.guardrails.secrets.SecretDetector}. */
@NullMarked
package io.fmops.guardrails.secrets;

import org.jspecify.annotations.NullMarked;
