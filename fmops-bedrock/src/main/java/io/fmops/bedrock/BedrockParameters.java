package io.fmops.bedrock;

import io.fmops.model.ContentBlock;
import io.fmops.model.ProviderParameters;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that only Bedrock understands. Immutable and thread-safe.
 *
 * <pre>{@code
 * GenerateRequest.builder()
 *     .user("How many prime numbers are there below 1000?")
 *     .maxTokens(4096)
 *     .providerParameters(BedrockParameters.builder()
 *         .additionalModelRequestFields(
 *             Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 2048)))
 *         .guardrail(InlineGuardrail.of("gr-1a2b3c", "1"))
 *         .build())
 *     .build();
 * }</pre>
 */
public final class BedrockParameters implements ProviderParameters {

  static final BedrockParameters NONE = builder().build();

  private static final int MAX_FIELD_PATHS = 10;
  private static final int MAX_METADATA = 16;
  private static final int MAX_METADATA_LENGTH = 256;

  private final Map<String, Object> additionalModelRequestFields;
  private final List<String> additionalModelResponseFieldPaths;
  private final Optional<InlineGuardrail> guardrail;
  private final Optional<Performance> performance;
  private final Optional<ServiceTier> serviceTier;
  private final Map<String, String> requestMetadata;
  private final Map<String, String> promptVariables;
  private final Optional<ContentBlock.CachePoint> toolsCachePoint;

  /** How Bedrock weighs speed against price, for the models that have a choice. */
  public enum Performance {
    /** The usual speed. */
    STANDARD,
    /** Quicker answers. */
    LATENCY_OPTIMIZED
  }

  /** In which order and at which price Bedrock serves a request. */
  public enum ServiceTier {
    /** The usual one. */
    DEFAULT,
    /** Before others, for a higher price. */
    PRIORITY,
    /** When there is room, for a lower price. */
    FLEX,
    /** From capacity that was reserved. */
    RESERVED
  }

  private BedrockParameters(Builder builder) {
    additionalModelRequestFields = builder.additionalModelRequestFields;
    additionalModelResponseFieldPaths = builder.additionalModelResponseFieldPaths;
    guardrail = Optional.ofNullable(builder.guardrail);
    performance = Optional.ofNullable(builder.performance);
    serviceTier = Optional.ofNullable(builder.serviceTier);
    requestMetadata = builder.requestMetadata;
    promptVariables = builder.promptVariables;
    toolsCachePoint = Optional.ofNullable(builder.toolsCachePoint);
  }

  /**
   * A model's own parameters and nothing else.
   *
   * @param additionalModelRequestFields as {@link Builder#additionalModelRequestFields(Map)} takes
   *     them
   * @return the parameters
   * @throws IllegalArgumentException naming the field whose value is of another kind
   */
  public static BedrockParameters of(Map<String, Object> additionalModelRequestFields) {
    return builder().additionalModelRequestFields(additionalModelRequestFields).build();
  }

  /**
   * A builder that has nothing set.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with everything set here.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.additionalModelRequestFields = additionalModelRequestFields;
    builder.additionalModelResponseFieldPaths = additionalModelResponseFieldPaths;
    builder.guardrail = guardrail.orElse(null);
    builder.performance = performance.orElse(null);
    builder.serviceTier = serviceTier.orElse(null);
    builder.requestMetadata = requestMetadata;
    builder.promptVariables = promptVariables;
    builder.toolsCachePoint = toolsCachePoint.orElse(null);
    return builder;
  }

  /** The provider's name. */
  @Override
  public String provider() {
    return BedrockProvider.NAME;
  }

  /**
   * The model's own parameters beyond the common ones.
   *
   * @return possibly none
   */
  public Map<String, Object> additionalModelRequestFields() {
    return additionalModelRequestFields;
  }

  /**
   * Which of the model's own fields are wanted in the answer.
   *
   * @return JSON pointers, possibly none
   */
  public List<String> additionalModelResponseFieldPaths() {
    return additionalModelResponseFieldPaths;
  }

  /**
   * The guardrail that looks at the request and the answer.
   *
   * @return the guardrail, if there is one
   */
  public Optional<InlineGuardrail> guardrail() {
    return guardrail;
  }

  /**
   * Speed against price.
   *
   * @return absent for the service's default
   */
  public Optional<Performance> performance() {
    return performance;
  }

  /**
   * The order and price of serving.
   *
   * @return absent for the service's default
   */
  public Optional<ServiceTier> serviceTier() {
    return serviceTier;
  }

  /**
   * Labels for the account's log of model invocations.
   *
   * @return possibly none
   */
  public Map<String, String> requestMetadata() {
    return requestMetadata;
  }

  /**
   * Values for the variables of a prompt of Bedrock's Prompt Management.
   *
   * @return possibly none
   */
  public Map<String, String> promptVariables() {
    return promptVariables;
  }

  /**
   * The cache point after the tools.
   *
   * @return absent if the tools are not marked
   */
  public Optional<ContentBlock.CachePoint> toolsCachePoint() {
    return toolsCachePoint;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BedrockParameters that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        additionalModelRequestFields,
        additionalModelResponseFieldPaths,
        guardrail,
        performance,
        serviceTier,
        requestMetadata,
        promptVariables,
        toolsCachePoint);
  }

  /** Always in the same order, so that the same parameters always make the same text. */
  private static Map<String, String> sorted(Map<String, String> values) {
    return Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(values)));
  }

  @Override
  public String content() {
    return List.of(
            additionalModelRequestFields,
            additionalModelResponseFieldPaths,
            guardrail,
            performance,
            serviceTier,
            promptVariables,
            toolsCachePoint)
        .toString();
  }

  /**
   * Tells everything, and always in the same words, but of prompt variables only whether they
   * differ: prompts stay out of logs.
   */
  @Override
  public String toString() {
    Map<String, String> hashes = new TreeMap<>();
    promptVariables.forEach(
        (name, value) -> hashes.put(name, Integer.toHexString(value.hashCode())));
    return "BedrockParameters[additionalModelRequestFields=%s, additionalModelResponseFieldPaths=%s, guardrail=%s, performance=%s, serviceTier=%s, requestMetadata=%s, promptVariables=%s, toolsCachePoint=%s]"
        .formatted(
            additionalModelRequestFields,
            additionalModelResponseFieldPaths,
            guardrail,
            performance,
            serviceTier,
            requestMetadata,
            hashes,
            toolsCachePoint);
  }

  /** Builds {@link BedrockParameters}. Not thread-safe. */
  public static final class Builder {
    private Map<String, Object> additionalModelRequestFields = Map.of();
    private List<String> additionalModelResponseFieldPaths = List.of();
    private @Nullable InlineGuardrail guardrail;
    private @Nullable Performance performance;
    private @Nullable ServiceTier serviceTier;
    private Map<String, String> requestMetadata = Map.of();
    private Map<String, String> promptVariables = Map.of();
    private ContentBlock.@Nullable CachePoint toolsCachePoint;

    private Builder() {}

    /**
     * Sets the model's own parameters beyond the common ones, such as {@code top_k} or
     * {@code thinking}; sent as they are. Default: none.
     *
     * @param fields values are strings, finite numbers, booleans, lists and maps of such; copied
     *     with all maps and lists in it
     * @return this
     * @throws IllegalArgumentException naming the field whose value is of another kind
     */
    public Builder additionalModelRequestFields(Map<String, ?> fields) {
      additionalModelRequestFields = Documents.copy(fields);
      return this;
    }

    /**
     * Asks for fields of the model's own in the answer. They arrive as the notice
     * {@code bedrock.response-fields}, whose value is the AWS SDK's {@code Document}. Default:
     * none.
     *
     * @param paths at most 10 JSON pointers, such as {@code /stop_sequence}
     * @return this
     * @throws IllegalArgumentException if there are more or one does not begin with a slash
     */
    public Builder additionalModelResponseFieldPaths(String... paths) {
      List<String> copy = List.of(paths);
      if (copy.size() > MAX_FIELD_PATHS || !copy.stream().allMatch(p -> p.startsWith("/"))) {
        throw new IllegalArgumentException(
            "additionalModelResponseFieldPaths are %s; expected at most %d JSON pointers such as /stop_sequence"
                .formatted(copy, MAX_FIELD_PATHS));
      }
      additionalModelResponseFieldPaths = copy;
      return this;
    }

    /**
     * Lets a guardrail look at the request and the answer. Default: none.
     *
     * @param value the guardrail
     * @return this
     */
    public Builder guardrail(InlineGuardrail value) {
      guardrail = Objects.requireNonNull(value, "guardrail");
      return this;
    }

    /**
     * Sets speed against price. Default: the service's.
     *
     * @param value the choice
     * @return this
     */
    public Builder performance(Performance value) {
      performance = Objects.requireNonNull(value, "performance");
      return this;
    }

    /**
     * Sets the order and price of serving. Default: the service's.
     *
     * @param value the choice
     * @return this
     */
    public Builder serviceTier(ServiceTier value) {
      serviceTier = Objects.requireNonNull(value, "serviceTier");
      return this;
    }

    /**
     * Sets labels for the account's log of model invocations. Unlike
     * {@code GenerateRequest.metadata()}, they are sent to AWS. Default: none.
     *
     * @param labels at most 16, with names of 1 to 256 and values of up to 256 characters
     * @return this
     * @throws IllegalArgumentException if there are more or a length is outside of that
     */
    public Builder requestMetadata(Map<String, String> labels) {
      Map<String, String> copy = sorted(labels);
      boolean lengthsAreRight = copy.entrySet().stream()
          .allMatch(label -> !label.getKey().isEmpty()
              && label.getKey().length() <= MAX_METADATA_LENGTH
              && label.getValue().length() <= MAX_METADATA_LENGTH);
      if (copy.size() > MAX_METADATA || !lengthsAreRight) {
        throw new IllegalArgumentException(
            "requestMetadata has %d labels; expected at most %d, with names of 1 to %d and values of up to %d characters"
                .formatted(copy.size(), MAX_METADATA, MAX_METADATA_LENGTH, MAX_METADATA_LENGTH));
      }
      requestMetadata = copy;
      return this;
    }

    /**
     * Sets the values for the variables of a prompt, for models whose id is the ARN of a prompt of
     * Bedrock's Prompt Management. The messages of the request go after those of the prompt; such a
     * request takes no system text, no inference parameters and no tools. Default: none.
     *
     * @param values the value of each variable by its name
     * @return this
     */
    public Builder promptVariables(Map<String, String> values) {
      promptVariables = sorted(values);
      return this;
    }

    /**
     * Marks the end of the tools as a cache point, so that they are kept in the prompt cache. Says
     * nothing in a request without tools. Default: no mark.
     *
     * @param point the mark, which may say how long
     * @return this
     */
    public Builder cacheTools(ContentBlock.CachePoint point) {
      toolsCachePoint = Objects.requireNonNull(point, "point");
      return this;
    }

    /**
     * Builds the parameters.
     *
     * @return the parameters
     */
    public BedrockParameters build() {
      return new BedrockParameters(this);
    }
  }
}
