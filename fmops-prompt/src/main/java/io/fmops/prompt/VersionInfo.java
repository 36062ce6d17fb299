package io.fmops.prompt;

import io.fmops.prompt.internal.Checked;
import java.util.Objects;

/**
 * What the catalog knows of a version besides its text. Immutable and thread-safe.
 *
 * @param name the prompt's name
 * @param number 1 for the first version of the prompt, and so on without gaps
 * @param hash SHA-256 of the version's text in UTF-8, 64 lower-case hexadecimal digits
 * @param change who added it, when, and why
 */
public record VersionInfo(String name, int number, String hash, Change change) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the number is below 1, or the hash is not one
   */
  public VersionInfo {
    Objects.requireNonNull(name, "name");
    Checked.versionNumber(number);
    Checked.hash(hash);
    Objects.requireNonNull(change, "change");
  }

  /**
   * The version in one word, for traces and results: the name, the number and the first 12 digits
   * of the hash.
   *
   * @return such as {@code support/refund@3#0f3a12bc9d0e}
   */
  public String reference() {
    return name + "@" + number + "#" + hash.substring(0, 12);
  }
}
