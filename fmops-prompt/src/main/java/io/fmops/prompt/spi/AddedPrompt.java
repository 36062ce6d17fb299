package io.fmops.prompt.spi;

import io.fmops.prompt.VersionInfo;
import java.util.Objects;

/**
 * What became of a text that was to be added. Immutable and thread-safe.
 *
 * @param info the version that has the text now
 * @param isNew whether this call made it; false if the prompt already had a version with this text
 */
public record AddedPrompt(VersionInfo info, boolean isNew) {

  /** Checks that nothing is null. */
  public AddedPrompt {
    Objects.requireNonNull(info, "info");
  }
}
