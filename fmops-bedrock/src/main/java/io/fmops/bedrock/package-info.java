/** Foundation models on Amazon Bedrock. Start at {@code Models.open("bedrock:model-id")}. */
@NullMarked
package io.fmops.bedrock;

import org.jspecify.annotations.NullMarked;
