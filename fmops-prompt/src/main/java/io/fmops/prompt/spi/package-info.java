/** For those who keep prompts elsewhere. Start at {@link io.fmops.prompt.spi.PromptStore}. */
@NullMarked
package io.fmops.prompt.spi;

import org.jspecify.annotations.NullMarked;
