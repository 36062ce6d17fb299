package io.fmops.prompt;

import java.util.List;
import java.util.Objects;

/**
 * What became of a prompt that was added to the catalog. Immutable and thread-safe.
 *
 * @param version the version that says this
 * @param isNew whether it was added now; false if the prompt had a version that says the same
 * @param nearDuplicates prompts of other names that say nearly the same, the most similar first; a
 *     few at the most, and none unless the version is new
 * @param compared whether the search for them was complete; false if it was turned off, if there
 *     was nothing to search for, or if the other prompts had not all been read in time
 */
public record Added(
    PromptVersion version, boolean isNew, List<NearDuplicate> nearDuplicates, boolean compared) {

  /** Checks that nothing is null. */
  public Added {
    Objects.requireNonNull(version, "version");
    nearDuplicates = List.copyOf(nearDuplicates);
  }
}
