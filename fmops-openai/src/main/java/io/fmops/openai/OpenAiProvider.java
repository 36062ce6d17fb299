package io.fmops.openai;

import io.fmops.model.ModelId;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Models behind servers that speak the OpenAI API, over the JDK's HTTP client: OpenAI, Ollama,
 * vLLM, llama.cpp, gateways. Thread-safe.
 *
 * <p>The id is the server's name for the model:
 * {@code openai:qwen3?endpoint=http://127.0.0.1:11434/v1}. Its options, all of them optional:
 *
 * <ul>
 *   <li>{@code endpoint}: the base URL, with the {@code /v1} if the server has it; default: the
 *       environment's {@code OPENAI_BASE_URL}, else {@code https://api.openai.com/v1}
 *   <li>{@code keyVariable}: the environment variable that holds the API key; default:
 *       {@code OPENAI_API_KEY}, which goes to the environment's own base URL only. A server that
 *       the id names gets a key only if the id names that, too
 *   <li>{@code maxTokensField}: {@code max_tokens} (default), or {@code max_completion_tokens} as
 *       OpenAI's reasoning models want it
 *   <li>{@code systemRole}: {@code system} (default) or {@code developer}
 *   <li>{@code encoding}, for embeddings: {@code float} (default), or {@code base64}, which is a
 *       fourth of the size
 *   <li>{@code batch}, for embeddings: how many texts go into one request, 1 to 2048, by default
 *       256; more texts make several requests, one after the other
 * </ul>
 *
 * <p>{@code generate} and {@code stream} are one {@code POST /chat/completions} each; nothing is
 * retried here. After {@code generate}, {@code raw(JsonNode.class)} has the whole answer. Log
 * probabilities, if asked for, are notices of the type {@code openai.logprobs} whose value is a
 * map. A refusal is the answer's text, and its stop reason is {@code CONTENT_FILTERED}. Reasoning
 * comes with the answer and does not go back with the conversation. Parts that only some servers
 * take, such as {@code file} or {@code input_audio}, are sent as {@code Opaque("openai", "file",
 * map)}. Embeddings take no heed of their purpose, for which the API has no word.
 *
 * <p>A call may take long: there are 10 s to connect, and then, by default, 5 minutes of silence
 * before it is given up. Set a request's {@code deadline} to limit the whole.
 */
public final class OpenAiProvider implements ModelProvider {

  static final String NAME = "openai";

  private static final URI OPENAI = URI.create("https://api.openai.com/v1");

  private final Builder settings;

  /** The provider as a model id needs it: everything by the id's options and the environment. */
  public OpenAiProvider() {
    this(builder());
  }

  private OpenAiProvider(Builder settings) {
    this.settings = new Builder(settings);
  }

  /**
   * A provider for applications that configure in code: {@code FoundationModel.of(id,
   * provider.open(id))}. The options of an id win over what is set here.
   *
   * @return a new builder with nothing set
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelEngine open(ModelId id) {
    Target target = Target.of(id);
    return new OpenAiEngine(target, settings.of(target));
  }

  @Override
  public EmbeddingEngine openEmbedding(ModelId id) {
    Target target = Target.of(id);
    return new OpenAiEmbeddings(target, settings.of(target));
  }

  /** Builds an {@link OpenAiProvider}. Not thread-safe. */
  public static final class Builder {
    private @Nullable URI endpoint;
    private @Nullable Supplier<String> apiKey;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration readTimeout = Duration.ofMinutes(5);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private UnaryOperator<@Nullable String> environment = System::getenv;

    private Builder() {}

    private Builder(Builder other) {
      endpoint = other.endpoint;
      apiKey = other.apiKey;
      headers.putAll(other.headers);
      readTimeout = other.readTimeout;
      connectTimeout = other.connectTimeout;
      environment = other.environment;
    }

    /**
     * Sets the base URL. Default: the environment's {@code OPENAI_BASE_URL}, else OpenAI's own.
     *
     * @param value such as {@code http://127.0.0.1:11434/v1}; a query, as Azure has it, is kept
     * @return this
     * @throws IllegalArgumentException if it is not an http or https address, or has a user or a
     *     fragment
     */
    public Builder endpoint(URI value) {
      endpoint = Target.checked(value);
      return this;
    }

    /**
     * Sets where the API key comes from. Default: the environment, see {@link OpenAiProvider}.
     *
     * @param value gives the key; called once a request, by the thread that makes the call
     * @return this
     */
    public Builder apiKey(Supplier<String> value) {
      apiKey = Objects.requireNonNull(value, "apiKey");
      return this;
    }

    /**
     * Adds a header to every request, replacing what the library sends under this name. Values may
     * be secrets: they are never told.
     *
     * @param name the header's name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the JDK's client does not send such a header
     */
    public Builder header(String name, String value) {
      try {
        HttpRequest.newBuilder().header(name, value);
      } catch (IllegalArgumentException e) {
        // Not kept as the cause, because its message may be the value.
        throw new IllegalArgumentException(
            "the header \"%s\" cannot be sent: its name is reserved, or its name or value has characters that headers do not have"
                .formatted(name));
      }
      headers.put(name, value);
      return this;
    }

    /**
     * Sets how long to wait for the first byte of an answer, and for the next one; for whole
     * answers and vectors, for the whole. A call that waits longer ends in
     * {@link io.fmops.model.TimedOutException}. Default: 5 minutes.
     *
     * @param value above zero
     * @return this
     * @throws IllegalArgumentException if the value is zero or less
     */
    public Builder readTimeout(Duration value) {
      readTimeout = aboveZero("readTimeout", value);
      return this;
    }

    /**
     * Sets how long connecting may take. A call that waits longer ends in
     * {@link io.fmops.model.UnavailableException}. Default: 10 seconds.
     *
     * @param value above zero
     * @return this
     * @throws IllegalArgumentException if the value is zero or less
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = aboveZero("connectTimeout", value);
      return this;
    }

    /** For tests. */
    Builder environment(UnaryOperator<@Nullable String> value) {
      environment = value;
      return this;
    }

    /**
     * Builds the provider.
     *
     * @return the provider
     */
    public OpenAiProvider build() {
      return new OpenAiProvider(this);
    }

    private static Duration aboveZero(String name, Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException(name + " is " + value + "; it must be above zero");
      }
      return value;
    }

    private Settings of(Target target) {
      return new Settings(
          target.endpoint().or(() -> Optional.ofNullable(endpoint)).orElseGet(this::usual),
          key(target),
          Map.copyOf(headers),
          readTimeout,
          connectTimeout);
    }

    private URI usual() {
      String value = environment.apply("OPENAI_BASE_URL");
      if (value == null || value.isBlank()) {
        return OPENAI;
      }
      try {
        return Target.checked(URI.create(value.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the environment variable OPENAI_BASE_URL is not an address such as"
                + " https://api.openai.com/v1");
      }
    }

    private Optional<Supplier<String>> key(Target target) {
      if (target.keyVariable().isPresent()) {
        String variable = target.keyVariable().get();
        return Optional.of(() -> Objects.requireNonNullElse(environment.apply(variable), ""));
      } else if (apiKey != null) {
        return Optional.of(apiKey);
      }
      // The environment's key is for the environment's server, and not for whichever an id names.
      String value = environment.apply("OPENAI_API_KEY");
      return target.endpoint().isPresent() || endpoint != null || value == null || value.isBlank()
          ? Optional.empty()
          : Optional.of(() -> value);
    }
  }
}
