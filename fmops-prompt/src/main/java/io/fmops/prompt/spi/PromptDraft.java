package io.fmops.prompt.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * A text that a person wrote where the store keeps its prompts, and that is no version yet; or a
 * file there that cannot be read. Immutable and thread-safe. Its string form leaves the text out.
 *
 * @param name the name of the prompt that it is meant for
 * @param text the text as the person left it; empty if there is a problem
 * @param source where it is, for errors
 * @param problem why it cannot be read, in one line; mostly empty
 */
public record PromptDraft(String name, String text, String source, Optional<String> problem) {

  /** Checks that nothing is null. */
  public PromptDraft {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(problem, "problem");
  }

  /**
   * A text that could be read.
   *
   * @param name the name of the prompt that it is meant for
   * @param text the text as the person left it
   * @param source where it is, for errors
   */
  public PromptDraft(String name, String text, String source) {
    this(name, text, source, Optional.empty());
  }

  /**
   * A file that cannot be read.
   *
   * @param name the name of the prompt that it is meant for
   * @param source where it is
   * @param problem why it cannot be read, in one line
   * @return the draft, without a text
   */
  public static PromptDraft unreadable(String name, String source, String problem) {
    return new PromptDraft(name, "", source, Optional.of(problem));
  }

  @Override
  public String toString() {
    return "PromptDraft[" + name + ", " + source + "]";
  }
}
