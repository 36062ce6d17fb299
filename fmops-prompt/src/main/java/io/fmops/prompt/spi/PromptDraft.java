package io.fmops.prompt.spi;

import java.util.Objects;

/**
 * A text that a person wrote where the store keeps its prompts, and that is no version yet.
 * Immutable and thread-safe. Its string form leaves the text out.
 *
 * @param name the name of the prompt that it is meant for
 * @param text the text as the person left it
 * @param source where it is, for errors
 */
public record PromptDraft(String name, String text, String source) {

  /** Checks that nothing is null. */
  public PromptDraft {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(source, "source");
  }

  @Override
  public String toString() {
    return "PromptDraft[" + name + ", " + source + "]";
  }
}
