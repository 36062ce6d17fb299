/** Prompt templates, prompt files, and a versioned catalog of prompts. */
@NullMarked
package io.fmops.prompt;

import org.jspecify.annotations.NullMarked;
