package io.fmops.bedrock;

import io.fmops.model.ProviderParameters;
import java.util.Map;

/**
 * Parameters that only Bedrock understands. Immutable and thread-safe.
 *
 * <pre>{@code
 * GenerateRequest.builder()
 *     .user("How many prime numbers are there below 1000?")
 *     .maxTokens(4096)
 *     .providerParameters(new BedrockParameters(
 *         Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 2048))))
 *     .build();
 * }</pre>
 *
 * @param additionalModelRequestFields the model's own parameters beyond the common ones, such as
 *     {@code top_k} or {@code thinking}; sent as they are. Values are strings, numbers, booleans,
 *     lists and maps of such
 */
public record BedrockParameters(Map<String, Object> additionalModelRequestFields)
    implements ProviderParameters {

  /**
   * Copies the map, and all maps and lists in it.
   *
   * @throws IllegalArgumentException naming the field whose value is of another kind
   */
  public BedrockParameters {
    additionalModelRequestFields = Documents.copy(additionalModelRequestFields);
  }

  /** The provider's name. */
  @Override
  public String provider() {
    return BedrockProvider.NAME;
  }
}
