package io.fmops.bedrock;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of a listing of prompts, or of the versions of one. Immutable and thread-safe.
 *
 * @param name the prompt's name here
 * @param nameThere the same in the characters that the service has for names
 * @param id the service's id of the prompt
 * @param arn its ARN; of a version, with the version's number
 * @param version the version's number; empty for the working draft
 * @param description what it is for, or what a version is for
 * @param created when it was made
 * @param updated when it was changed last
 */
public record ListedPrompt(
    String name,
    String nameThere,
    String id,
    String arn,
    Optional<Integer> version,
    Optional<String> description,
    Instant created,
    Instant updated) {

  /** Checks that nothing is null. */
  public ListedPrompt {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(nameThere, "nameThere");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(updated, "updated");
  }
}
