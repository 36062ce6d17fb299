package io.fmops.prompt;

import io.fmops.prompt.spi.StoredPrompt;

/** From the texts of stores to prompts. Stateless. */
final class Versions {

  private Versions() {}

  /** Parses what a store has. */
  static PromptVersion parse(StoredPrompt stored) {
    VersionInfo info = stored.info();
    try {
      Prompt prompt = Prompt.parse(stored.text(), info.reference());
      if (!prompt.name().equals(info.name())) {
        throw new PromptException("it has the prompt " + prompt.name() + " in it");
      }
      return new PromptVersion(info, prompt);
    } catch (PromptException e) {
      throw new PromptStoreException(
          "the store has something at %s that is not this prompt: %s"
              .formatted(info.reference(), e.getMessage()),
          e);
    }
  }
}
