package io.fmops.prompt;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of a file that a person had written. Immutable and thread-safe.
 *
 * @param source where the file is
 * @param added the version that it has become; empty if it could not be added
 * @param error why it could not; empty if it was added
 */
public record DraftOutcome(String source, Optional<Added> added, Optional<PromptException> error) {

  /** Checks that nothing is null. */
  public DraftOutcome {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(added, "added");
    Objects.requireNonNull(error, "error");
  }
}
