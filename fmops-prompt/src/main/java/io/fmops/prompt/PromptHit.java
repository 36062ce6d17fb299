package io.fmops.prompt;

import java.util.Objects;

/**
 * A prompt that was found. Immutable and thread-safe. Its string form leaves the text out.
 *
 * @param version the newest version of the prompt
 * @param matches how often the words were found in it
 * @param excerpt the first line where one of the words stands, shortened; empty if the search had
 *     no words, or they are in the name only
 */
public record PromptHit(PromptVersion version, int matches, String excerpt) {

  /** Checks that nothing is null. */
  public PromptHit {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(excerpt, "excerpt");
  }

  @Override
  public String toString() {
    return "PromptHit[%s, matches=%d]".formatted(version.reference(), matches);
  }
}
