package io.fmops.bedrock;

import io.fmops.prompt.Prompt;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A prompt from Prompt Management. Immutable and thread-safe.
 *
 * @param prompt the prompt as it is on the service now
 * @param origin whether it is what was pushed
 * @param id the service's id of the prompt
 * @param arn its ARN; of a version, with the version's number
 * @param version the version's number; empty for the working draft
 * @param updated when it was changed last
 * @param losses what the service has and the prompt here does not, or not so, in words; empty if
 *     nothing is missing
 */
public record PulledPrompt(
    Prompt prompt,
    Origin origin,
    String id,
    String arn,
    Optional<Integer> version,
    Instant updated,
    List<String> losses) {

  /** Where what was pulled comes from. */
  public enum Origin {
    /** It was pushed, and is equal to that. */
    PUSHED,
    /**
     * It was pushed, and somebody has changed it on the service since. What was changed is as it is
     * there; what the service does not know, such as tags and types, is as it was pushed.
     */
    EDITED,
    /** It was made on the service, or by another program. */
    FOREIGN
  }

  /** Copies the list. */
  public PulledPrompt {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(updated, "updated");
    losses = List.copyOf(losses);
  }
}
