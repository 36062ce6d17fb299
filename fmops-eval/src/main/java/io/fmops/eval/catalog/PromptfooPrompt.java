package io.fmops.eval.catalog;

import java.util.Objects;

/**
 * A prompt of promptfoo's, as it is written there: a text with {@code {{variables}}}, or a JSON
 * array of messages. Immutable and thread-safe.
 *
 * @param label what the prompt is called there, or its file; {@code prompt-1} and so on if neither
 * @param text the template
 */
public record PromptfooPrompt(String label, String text) {
  /** Checks that nothing is null. */
  public PromptfooPrompt {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(text, "text");
  }
}
