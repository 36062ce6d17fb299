package io.fmops.prompt;

import io.fmops.prompt.internal.foreign.Dotprompt;
import io.fmops.prompt.internal.foreign.Draft;
import io.fmops.prompt.internal.foreign.Prompty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A prompt made of another format's file. Templates are translated to Mustache where they ask for
 * variables, go through lists and decide by presence. What lies outside of a prompt here is left
 * out and told; what would change the text without anybody noticing is refused. Immutable and
 * thread-safe.
 *
 * @param prompt the prompt
 * @param losses what did not carry over, and what became different, a sentence each
 */
public record PromptImport(Prompt prompt, List<String> losses) {

  /** Copies the list and checks that nothing is null. */
  public PromptImport {
    Objects.requireNonNull(prompt, "prompt");
    losses = List.copyOf(losses);
  }

  /**
   * Reads a Dotprompt file ({@code .prompt}: Handlebars and Picoschema) that has a name in it.
   *
   * @param text the file's text
   * @return the prompt and what did not carry over
   * @throws PromptException if there is no name, or there is something that has no counterpart and
   *     would change the text; mostly a {@link PromptSyntaxException}
   */
  public static PromptImport dotprompt(String text) {
    return of(Dotprompt.read(text, Optional.empty()));
  }

  /**
   * Reads a Dotprompt file, which mostly has its name outside of it.
   *
   * @param name what the prompt is to be called, as {@link PromptName} has it
   * @param text the file's text
   * @return the prompt and what did not carry over
   * @throws PromptException if there is something that has no counterpart and would change the
   *     text; mostly a {@link PromptSyntaxException}
   */
  public static PromptImport dotprompt(String name, String text) {
    return of(Dotprompt.read(text, Optional.of(PromptName.check(name))));
  }

  /**
   * Reads a Prompty file ({@code .prompty}: Jinja or Mustache) that has a name in it. Characters
   * that a name here cannot have become hyphens.
   *
   * @param text the file's text
   * @return the prompt and what did not carry over
   * @throws PromptException if there is no name, or there is something that has no counterpart and
   *     would change the text; mostly a {@link PromptSyntaxException}
   */
  public static PromptImport prompty(String text) {
    return of(Prompty.read(text, Optional.empty()));
  }

  /**
   * Reads a Prompty file under another name than its own.
   *
   * @param name what the prompt is to be called, as {@link PromptName} has it
   * @param text the file's text
   * @return the prompt and what did not carry over
   * @throws PromptException if there is something that has no counterpart and would change the
   *     text; mostly a {@link PromptSyntaxException}
   */
  public static PromptImport prompty(String name, String text) {
    return of(Prompty.read(text, Optional.of(PromptName.check(name))));
  }

  private static PromptImport of(Draft draft) {
    return new PromptImport(draft.prompt(), draft.losses());
  }
}
