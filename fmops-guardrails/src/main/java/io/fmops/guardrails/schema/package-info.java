/**
 * Whether a text is the JSON that it should be: {@link io.fmops.guardrails.schema.SchemaDetector}.
 */
@NullMarked
package io.fmops.guardrails.schema;

import org.jspecify.annotations.NullMarked;
