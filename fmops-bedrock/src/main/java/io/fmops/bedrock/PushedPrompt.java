package io.fmops.bedrock;

import java.util.List;
import java.util.Objects;

/**
 * What became of a push. Immutable and thread-safe.
 *
 * @param created whether there is a new version; false if the newest one was this prompt already
 * @param id the service's id of the prompt
 * @param arn the version's ARN, which Bedrock's own operations take instead of a model's id
 * @param version the version's number
 * @param differences what the service does otherwise with this prompt, in words; empty unless
 *     {@link PushOptions.Builder#allowDifferences} was set
 * @param unknownThere what the service does not know, in words; {@link BedrockPrompts#pull} brings
 *     it back
 */
public record PushedPrompt(
    boolean created,
    String id,
    String arn,
    int version,
    List<String> differences,
    List<String> unknownThere) {

  /** Copies the lists. */
  public PushedPrompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(arn, "arn");
    differences = List.copyOf(differences);
    unknownThere = List.copyOf(unknownThere);
  }
}
