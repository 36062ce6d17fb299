package io.fmops.prompt;

import java.util.Objects;

/**
 * A version that says nearly the same as another prompt. Immutable and thread-safe.
 *
 * @param version the newest version of its prompt when it was compared
 * @param similarity the share of words and neighbouring words that both have in common (Jaccard's
 *     coefficient), 0 to 1
 */
public record NearDuplicate(VersionInfo version, double similarity) {

  /** Checks that nothing is null. */
  public NearDuplicate {
    Objects.requireNonNull(version, "version");
  }
}
