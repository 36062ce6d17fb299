package io.fmops.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer, whole. Immutable and thread-safe, as far as the provider's raw object is.
 *
 * <p>An answer that was cut off by a limit is still a response; ask {@link #truncated()} before you
 * treat it as whole.
 */
public final class GenerateResponse {

  /** How many notices a response keeps; later ones are passed on in streams only. */
  public static final int MAX_NOTICES = 256;

  private final ModelId model;
  private final List<ContentBlock> content;
  private final StopReason stopReason;
  private final String rawStopReason;
  private final TokenUsage usage;
  private final Latency latency;
  private final Optional<String> requestId;
  private final Map<String, String> metadata;
  private final List<StreamEvent.Notice> notices;
  private final Optional<Cost> cost;
  private final @Nullable Object raw;

  private GenerateResponse(Builder builder) {
    model = builder.model;
    content = List.copyOf(builder.content);
    stopReason = builder.stopReason;
    rawStopReason = builder.rawStopReason;
    usage = builder.usage;
    latency = builder.latency;
    requestId = Optional.ofNullable(builder.requestId);
    metadata = Map.copyOf(builder.metadata);
    notices = builder.notices;
    cost = Optional.ofNullable(builder.cost);
    raw = builder.raw;
  }

  /**
   * A builder with no content, {@link StopReason#END_TURN} and unknown usage.
   *
   * @param model the model that answers
   * @return a new builder
   */
  public static Builder builder(ModelId model) {
    return new Builder(model);
  }

  /**
   * A builder that starts with everything this response has.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(model);
    builder.content = content;
    builder.stopReason = stopReason;
    builder.rawStopReason = rawStopReason;
    builder.usage = usage;
    builder.latency = latency;
    builder.requestId = requestId.orElse(null);
    builder.metadata = metadata;
    builder.notices = notices;
    builder.cost = cost.orElse(null);
    builder.raw = raw;
    return builder;
  }

  /**
   * The model that answered; in a group of models, the one that served.
   *
   * @return the model's id
   */
  public ModelId model() {
    return model;
  }

  /**
   * All that the model said, reasoning included, in order.
   *
   * @return the blocks, possibly none
   */
  public List<ContentBlock> content() {
    return content;
  }

  /**
   * The text blocks joined, without reasoning.
   *
   * @return the text, empty if there is none
   */
  public String text() {
    return ContentBlock.visibleText(content);
  }

  /**
   * The tools that the model wants called, in order. If the answer is {@link #truncated()}, the
   * last one may be cut off.
   *
   * @return the calls, possibly none
   */
  public List<ContentBlock.ToolCall> toolCalls() {
    return content.stream()
        .filter(ContentBlock.ToolCall.class::isInstance)
        .map(ContentBlock.ToolCall.class::cast)
        .toList();
  }

  /**
   * The answer as a turn of a conversation, reasoning and tool calls included, to go on from.
   *
   * @return a message of the model's
   * @throws IllegalStateException if the answer has no content
   */
  public Message message() {
    if (content.isEmpty()) {
      throw new IllegalStateException("the answer of " + model + " has no content");
    }
    return new Message(Role.ASSISTANT, content);
  }

  /**
   * Why the model stopped.
   *
   * @return the reason
   */
  public StopReason stopReason() {
    return stopReason;
  }

  /**
   * The provider's own word for the stop reason.
   *
   * @return the word, empty if it had none
   */
  public String rawStopReason() {
    return rawStopReason;
  }

  /**
   * Whether a limit cut the answer off.
   *
   * @return {@link StopReason#truncated()} of the stop reason
   */
  public boolean truncated() {
    return stopReason.truncated();
  }

  /**
   * The tokens used.
   *
   * @return the usage
   */
  public TokenUsage usage() {
    return usage;
  }

  /**
   * The time taken.
   *
   * @return the latency
   */
  public Latency latency() {
    return latency;
  }

  /**
   * The provider's id of the exchange, for its support desk.
   *
   * @return the id, if the provider gave one
   */
  public Optional<String> requestId() {
    return requestId;
  }

  /**
   * Notes of the layers that the answer went through, such as the reason for a fallback.
   *
   * @return the notes by name
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * What the provider and the layers told beside the content: attempts that failed, the trace of a
   * guardrail, citations.
   *
   * @return the first {@value #MAX_NOTICES} notices in their order
   */
  public List<StreamEvent.Notice> notices() {
    return notices;
  }

  /**
   * What the call cost, all attempts included; told by the layer of {@code io.fmops.telemetry} that
   * has a price list.
   *
   * @return the cost; absent without that layer or without a price
   */
  public Optional<Cost> cost() {
    return cost;
  }

  /**
   * The provider's own response object: the typed door to everything not modelled here.
   *
   * @param type the class expected, such as the AWS SDK's {@code ConverseResponse}
   * @param <T> that class
   * @return the object, if there is one of that class; after a stream it may be absent
   */
  public <T> Optional<T> raw(Class<T> type) {
    return type.isInstance(raw) ? Optional.of(type.cast(raw)) : Optional.empty();
  }

  /** Compares everything but the latency, the notices and the provider's raw object. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GenerateResponse that
        && model.equals(that.model)
        && content.equals(that.content)
        && stopReason == that.stopReason
        && rawStopReason.equals(that.rawStopReason)
        && usage.equals(that.usage)
        && requestId.equals(that.requestId)
        && metadata.equals(that.metadata)
        && cost.equals(that.cost);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        model, content, stopReason, rawStopReason, usage, requestId, metadata, cost);
  }

  /** Tells the shape, not the text: answers stay out of logs. */
  @Override
  public String toString() {
    return "GenerateResponse[model=%s, characters=%d, stopReason=%s, usage=%s, requestId=%s]"
        .formatted(model, text().length(), stopReason, usage, requestId.orElse("none"));
  }

  /** Builds a {@link GenerateResponse}. Not thread-safe. */
  public static final class Builder {
    private ModelId model;
    private List<ContentBlock> content = List.of();
    private StopReason stopReason = StopReason.END_TURN;
    private String rawStopReason = "";
    private TokenUsage usage = TokenUsage.UNKNOWN;
    private Latency latency = Latency.ZERO;
    private @Nullable String requestId;
    private Map<String, String> metadata = Map.of();
    private List<StreamEvent.Notice> notices = List.of();
    private @Nullable Cost cost;
    private @Nullable Object raw;

    private Builder(ModelId model) {
      this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Sets the model that answered.
     *
     * @param value the model's id
     * @return this
     */
    public Builder model(ModelId value) {
      model = Objects.requireNonNull(value, "model");
      return this;
    }

    /**
     * Sets the content.
     *
     * @param blocks all blocks in order
     * @return this
     */
    public Builder content(List<ContentBlock> blocks) {
      content = List.copyOf(blocks);
      return this;
    }

    /**
     * Sets why the model stopped.
     *
     * @param reason the reason
     * @param raw the provider's own word for it
     * @return this
     */
    public Builder stopReason(StopReason reason, String raw) {
      stopReason = Objects.requireNonNull(reason, "stopReason");
      rawStopReason = Objects.requireNonNull(raw, "rawStopReason");
      return this;
    }

    /**
     * Sets the tokens used.
     *
     * @param value the usage
     * @return this
     */
    public Builder usage(TokenUsage value) {
      usage = Objects.requireNonNull(value, "usage");
      return this;
    }

    /**
     * Sets the time taken. A provider sets only {@link Latency#server()}; the core measures the
     * rest.
     *
     * @param value the latency
     * @return this
     */
    public Builder latency(Latency value) {
      latency = Objects.requireNonNull(value, "latency");
      return this;
    }

    /**
     * Sets the provider's id of the exchange.
     *
     * @param value the id, or null if there is none
     * @return this
     */
    public Builder requestId(@Nullable String value) {
      requestId = value;
      return this;
    }

    /**
     * Sets the notes of the layers.
     *
     * @param value the notes by name
     * @return this
     */
    public Builder metadata(Map<String, String> value) {
      metadata = Map.copyOf(value);
      return this;
    }

    /**
     * Sets what was told beside the content. The core sets this from the events; a provider leaves
     * it out.
     *
     * @param value the notices in their order
     * @return this
     */
    public Builder notices(List<StreamEvent.Notice> value) {
      notices = List.copyOf(value);
      return this;
    }

    /**
     * Sets what the call cost.
     *
     * @param value the cost, or null if it is not known
     * @return this
     */
    public Builder cost(@Nullable Cost value) {
      cost = value;
      return this;
    }

    /**
     * Sets the provider's own response object.
     *
     * @param value the object, or null if there is none
     * @return this
     */
    public Builder raw(@Nullable Object value) {
      raw = value;
      return this;
    }

    /**
     * Builds the response.
     *
     * @return the response
     */
    public GenerateResponse build() {
      return new GenerateResponse(this);
    }
  }
}
