package io.fmops.model;

import io.fmops.text.TokenEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link FoundationModel}. Made by {@link #builder()} or, for a single question,
 * {@link #of(String)}. Immutable and thread-safe, so one request can be sent to many models.
 */
public final class GenerateRequest {

  private final List<ContentBlock> system;
  private final List<Message> messages;
  private final InferenceParameters parameters;
  private final Optional<Duration> deadline;
  private final Map<String, String> metadata;
  private final List<ProviderParameters> providerParameters;
  private final List<ToolDefinition> tools;
  private final ToolChoice toolChoice;
  private final Optional<OutputFormat> outputFormat;

  private GenerateRequest(Builder builder) {
    system = builder.system;
    messages = List.copyOf(builder.messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request needs at least one message");
    }
    parameters = builder.parameters;
    deadline = Optional.ofNullable(builder.deadline);
    metadata = Map.copyOf(builder.metadata);
    providerParameters = List.copyOf(builder.providerParameters.values());
    tools = List.copyOf(builder.tools.values());
    toolChoice = builder.toolChoice;
    outputFormat = Optional.ofNullable(builder.outputFormat);
    boolean noSuchTool =
        toolChoice instanceof ToolChoice.Named named && !builder.tools.containsKey(named.name());
    if (noSuchTool || (toolChoice instanceof ToolChoice.Required && tools.isEmpty())) {
      throw new IllegalArgumentException(
          "the tool choice is %s, but the tools of the request are %s"
              .formatted(toolChoice, builder.tools.keySet()));
    }
  }

  /**
   * A request of one user message and no more.
   *
   * @param prompt the user's text
   * @return the request
   */
  public static GenerateRequest of(String prompt) {
    return builder().user(prompt).build();
  }

  /**
   * An empty builder.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with everything this request has.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.system = system;
    builder.messages.addAll(messages);
    builder.parameters = parameters;
    builder.deadline = deadline.orElse(null);
    builder.metadata.putAll(metadata);
    providerParameters.forEach(builder::providerParameters);
    tools.forEach(builder::tool);
    builder.toolChoice = toolChoice;
    builder.outputFormat = outputFormat.orElse(null);
    return builder;
  }

  /**
   * Instructions that stand above the conversation.
   *
   * @return the system text, if there is one
   */
  public Optional<String> system() {
    return system.isEmpty() ? Optional.empty() : Optional.of(ContentBlock.visibleText(system));
  }

  /**
   * Instructions that stand above the conversation, with the cache points among them.
   *
   * @return {@link ContentBlock.Text}, {@link ContentBlock.CachePoint} and
   *     {@link ContentBlock.Opaque} only; possibly none
   */
  public List<ContentBlock> systemContent() {
    return system;
  }

  /**
   * The conversation, oldest turn first.
   *
   * @return at least one message
   */
  public List<Message> messages() {
    return messages;
  }

  /**
   * How to generate.
   *
   * @return the common inference parameters
   */
  public InferenceParameters parameters() {
    return parameters;
  }

  /**
   * How long the call may take, from the moment it is made to the last event of its answer. When
   * the time is up the exchange is aborted and the call ends in {@link TimedOutException}.
   *
   * @return the limit; absent means that only the provider's own limits hold
   */
  public Optional<Duration> deadline() {
    return deadline;
  }

  /**
   * Labels of the caller's own, for logs, cost and traces; never part of the prompt.
   *
   * @return the labels
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The parameters for one provider.
   *
   * @param type the provider's own class of parameters
   * @param <T> that class
   * @return the parameters, if the request has any of that class
   */
  public <T extends ProviderParameters> Optional<T> providerParameters(Class<T> type) {
    for (ProviderParameters parameters : providerParameters) {
      if (type.isInstance(parameters)) {
        return Optional.of(type.cast(parameters));
      }
    }
    return Optional.empty();
  }

  /**
   * The parameters for all providers.
   *
   * @return at most one of each class
   */
  public List<ProviderParameters> providerParameters() {
    return providerParameters;
  }

  /**
   * The tools that the model may ask for.
   *
   * @return in the order in which they were added, each name once
   */
  public List<ToolDefinition> tools() {
    return tools;
  }

  /**
   * Whether the model has to use a tool.
   *
   * @return {@link ToolChoice#AUTO} unless said otherwise
   */
  public ToolChoice toolChoice() {
    return toolChoice;
  }

  /**
   * The JSON that the answer has to be.
   *
   * @return the format; absent for free text
   */
  public Optional<OutputFormat> outputFormat() {
    return outputFormat;
  }

  /**
   * How many tokens the request takes, roughly: by {@link TokenEstimate} for texts and tools, and
   * by rules of thumb for media. For limits, budgets and previews; the provider's count is the
   * right one.
   *
   * @return at least 1
   */
  public long estimatedInputTokens() {
    return RequestSize.tokens(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GenerateRequest that
        && system.equals(that.system)
        && messages.equals(that.messages)
        && parameters.equals(that.parameters)
        && deadline.equals(that.deadline)
        && metadata.equals(that.metadata)
        && providerParameters.equals(that.providerParameters)
        && tools.equals(that.tools)
        && toolChoice.equals(that.toolChoice)
        && outputFormat.equals(that.outputFormat);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        system,
        messages,
        parameters,
        deadline,
        metadata,
        providerParameters,
        tools,
        toolChoice,
        outputFormat);
  }

  /** Tells the shape, not the text: prompts stay out of logs. */
  @Override
  public String toString() {
    return "GenerateRequest[system=%s, messages=%d, tools=%d, parameters=%s, deadline=%s, metadata=%s]"
        .formatted(
            system.isEmpty() ? "no" : "yes",
            messages.size(),
            tools.size(),
            parameters,
            deadline,
            metadata);
  }

  /** Builds a {@link GenerateRequest}. Not thread-safe. */
  public static final class Builder {
    private List<ContentBlock> system = List.of();
    private final List<Message> messages = new ArrayList<>();
    private InferenceParameters parameters = InferenceParameters.DEFAULTS;
    private @Nullable Duration deadline;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<Class<?>, ProviderParameters> providerParameters = new LinkedHashMap<>();
    private final Map<String, ToolDefinition> tools = new LinkedHashMap<>();
    private ToolChoice toolChoice = ToolChoice.AUTO;
    private @Nullable OutputFormat outputFormat;

    private Builder() {}

    /**
     * Sets the instructions above the conversation. Default: none.
     *
     * @param text the system text
     * @return this
     */
    public Builder system(String text) {
      system = List.of(ContentBlock.text(text));
      return this;
    }

    /**
     * Sets the instructions above the conversation, with cache points among them.
     *
     * @param blocks texts, cache points, and blocks of the provider's own
     * @return this
     * @throws IllegalArgumentException if there is a block of another kind
     */
    public Builder systemContent(List<ContentBlock> blocks) {
      for (ContentBlock block : blocks) {
        if (!(block instanceof ContentBlock.Text
            || block instanceof ContentBlock.CachePoint
            || block instanceof ContentBlock.Opaque)) {
          throw new IllegalArgumentException(
              "the system content has a block of the kind %s; it takes texts, cache points and the provider's own"
                  .formatted(block.getClass().getSimpleName()));
        }
      }
      system = List.copyOf(blocks);
      return this;
    }

    /**
     * Adds a turn of the user's, of several blocks.
     *
     * @param blocks what the user gives, in order
     * @return this
     */
    public Builder user(ContentBlock... blocks) {
      return message(new Message(Role.USER, List.of(blocks)));
    }

    /**
     * Lets the model ask for a tool; replaces an earlier one of the same name. Default: no tools.
     *
     * @param definition what the tool is called, does and takes
     * @return this
     */
    public Builder tool(ToolDefinition definition) {
      tools.put(definition.name(), definition);
      return this;
    }

    /**
     * Sets whether the model has to use a tool. Default: it decides.
     *
     * @param choice the choice
     * @return this
     */
    public Builder toolChoice(ToolChoice choice) {
      toolChoice = Objects.requireNonNull(choice, "toolChoice");
      return this;
    }

    /**
     * Sets the JSON that the answer has to be. Default: free text.
     *
     * @param format the format
     * @return this
     */
    public Builder outputFormat(OutputFormat format) {
      outputFormat = Objects.requireNonNull(format, "outputFormat");
      return this;
    }

    /**
     * Adds a turn of the user's.
     *
     * @param text what the user says
     * @return this
     */
    public Builder user(String text) {
      return message(Message.user(text));
    }

    /**
     * Adds a turn of the model's.
     *
     * @param text what the model said
     * @return this
     */
    public Builder assistant(String text) {
      return message(Message.assistant(text));
    }

    /**
     * Adds a turn.
     *
     * @param message the next turn
     * @return this
     */
    public Builder message(Message message) {
      messages.add(Objects.requireNonNull(message, "message"));
      return this;
    }

    /**
     * Replaces all turns.
     *
     * @param turns the whole conversation, oldest first
     * @return this
     */
    public Builder messages(Collection<Message> turns) {
      messages.clear();
      messages.addAll(turns);
      return this;
    }

    /**
     * Replaces all inference parameters at once, stop sequences included.
     *
     * @param value the parameters
     * @return this
     */
    public Builder parameters(InferenceParameters value) {
      parameters = Objects.requireNonNull(value, "parameters");
      return this;
    }

    /**
     * Limits the answer's length. Default: the model's.
     *
     * @param tokens at least 1
     * @return this
     */
    public Builder maxTokens(int tokens) {
      return parameters(new InferenceParameters(
          Optional.of(tokens),
          parameters.temperature(),
          parameters.topP(),
          parameters.stopSequences()));
    }

    /**
     * Sets the randomness. Default: the model's.
     *
     * @param value 0 or more
     * @return this
     */
    public Builder temperature(double value) {
      return parameters(new InferenceParameters(
          parameters.maxTokens(),
          Optional.of(value),
          parameters.topP(),
          parameters.stopSequences()));
    }

    /**
     * Sets nucleus sampling. Default: the model's.
     *
     * @param value above 0 and at most 1
     * @return this
     */
    public Builder topP(double value) {
      return parameters(new InferenceParameters(
          parameters.maxTokens(),
          parameters.temperature(),
          Optional.of(value),
          parameters.stopSequences()));
    }

    /**
     * Sets the texts at which the answer ends. Default: none.
     *
     * @param sequences non-empty texts
     * @return this
     */
    public Builder stopSequences(String... sequences) {
      return parameters(new InferenceParameters(
          parameters.maxTokens(), parameters.temperature(), parameters.topP(), List.of(sequences)));
    }

    /**
     * Limits the time the call may take, from when it is made. Default: no limit but the
     * provider's.
     *
     * @param limit more than zero
     * @return this
     * @throws IllegalArgumentException if the limit is zero or less
     */
    public Builder deadline(Duration limit) {
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("deadline is " + limit + "; it must be above zero");
      }
      deadline = limit;
      return this;
    }

    /**
     * Adds a label.
     *
     * @param key the label's name
     * @param value the label's value
     * @return this
     */
    public Builder metadata(String key, String value) {
      metadata.put(key, value);
      return this;
    }

    /**
     * Adds the parameters of one provider; they replace earlier ones of the same class.
     *
     * @param value the parameters
     * @return this
     */
    public Builder providerParameters(ProviderParameters value) {
      providerParameters.put(value.getClass(), value);
      return this;
    }

    /**
     * Builds the request.
     *
     * @return the request
     * @throws IllegalArgumentException if there is no message, or if the tool choice needs a tool
     *     that there is not
     */
    public GenerateRequest build() {
      return new GenerateRequest(this);
    }
  }
}
