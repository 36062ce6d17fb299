package io.fmops.prompt.spi;

import io.fmops.prompt.VersionInfo;
import java.util.Objects;

/**
 * A version as a store keeps it. Immutable and thread-safe. Its string form leaves the text out.
 *
 * @param info what is known of the version
 * @param text its whole text, to the character as it was added
 */
public record StoredPrompt(VersionInfo info, String text) {

  /** Checks that nothing is null. */
  public StoredPrompt {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return "StoredPrompt[" + info.reference() + "]";
  }
}
