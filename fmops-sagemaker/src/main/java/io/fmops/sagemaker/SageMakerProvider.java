package io.fmops.sagemaker;

import io.fmops.aws.AwsSettings;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Models behind SageMaker endpoints, whatever server runs there. Thread-safe.
 *
 * <p>The id is the endpoint's name: {@code sagemaker:my-endpoint?region=eu-west-1}. Its options,
 * all of them optional:
 *
 * <ul>
 *   <li>{@code codec}: what the server reads. {@code auto} (default) asks in the OpenAI chat schema
 *       (vLLM, SGLang, DJL LMI, TGI) and takes what is answered for what it is; {@code openai}
 *       takes that schema only; {@code tgi}, {@code lmi}, {@code falcon}, {@code llama2},
 *       {@code llama2-chat} and {@code text2text} ask as these servers want it; or the name of a
 *       {@link Builder#template template}. For embeddings: {@code auto}, {@code tei}, {@code lmi},
 *       {@code jumpstart}, {@code openai}
 *   <li>{@code prompt}: how messages become one text for the servers that want one: {@code plain}
 *       (default), {@code chatml}, {@code llama3}, or the name of a {@link Builder#promptFormat
 *       format}
 *   <li>{@code component}: the inference component to call, which may be an adapter's
 *   <li>{@code variant}: the production variant to call; default: by the endpoint's weights
 *   <li>{@code targetModel}: the archive to call of a multi-model endpoint; those cannot stream
 *   <li>{@code container}: the host name of the container to call of a multi-container endpoint
 *   <li>{@code model}: the field {@code model} of the payload, for a server that serves several
 *       models or adapters
 *   <li>{@code attributes}: custom attributes, such as {@code accept_eula=true}
 *   <li>{@code end=unmarked}: takes the end of a stream for the end of the answer, for servers that
 *       never say why they stop; a connection that breaks then cannot be told from it
 *   <li>{@code batch}: the most texts in one request for embeddings; default: 32
 *   <li>{@code region}: where the endpoint is; default: what the AWS SDK finds ({@code AWS_REGION},
 *       the profile, the machine)
 *   <li>{@code profile}: a profile of the AWS configuration files that gives the credentials, and
 *       the region if there is no other; default: the SDK's chain of places
 *   <li>{@code endpoint}: another address than the region's own, such as a VPC endpoint
 * </ul>
 *
 * <p>{@code generate} is one InvokeEndpoint, {@code stream} one InvokeEndpointWithResponseStream;
 * nothing is retried here. After the first, {@code raw(InvokeEndpointResponse.class)} has the whole
 * payload and the headers; after a stream, {@code raw(InvokeEndpointWithResponseStreamResponse)}
 * has the headers. The labels of a request ({@code metadata}) stay here, because SageMaker has no
 * place for them. Reasoning in earlier turns is not sent, because the servers' chat templates want
 * none. {@link #openAsync} calls an endpoint of asynchronous inference.
 *
 * <p>A call may take long: there are 10 s to connect, and then, by default, 5 minutes of silence
 * before it is given up. Set a request's {@code deadline} to limit the whole. A stream that nobody
 * reads and nobody closes keeps its connection for two hours.
 */
public final class SageMakerProvider implements ModelProvider {

  static final String NAME = "sagemaker";

  private final AwsSettings defaults;
  private final Codecs codecs;

  /** The provider as a model id needs it: everything by the id's options and the environment. */
  public SageMakerProvider() {
    this(builder());
  }

  private SageMakerProvider(Builder builder) {
    defaults = new AwsSettings(
        builder.region,
        builder.endpoint,
        null,
        builder.credentials,
        builder.maxConnections,
        builder.readTimeout);
    codecs = new Codecs(builder.templates, builder.formats);
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
    Endpoint endpoint = Endpoint.of(id);
    return new SageMakerEngine(
        endpoint, settings(endpoint), codecs.of(endpoint), SageMakerClients.ABANDONED);
  }

  @Override
  public EmbeddingEngine openEmbedding(ModelId id) {
    Endpoint endpoint = Endpoint.of(id);
    return new SageMakerEmbeddings(
        endpoint,
        EmbeddingCodec.of(endpoint),
        new SageMakerClients(endpoint, settings(endpoint), SageMakerClients.ABANDONED));
  }

  /**
   * Opens an endpoint of asynchronous inference, which puts its answers into S3. Needs no network.
   *
   * @param id names the endpoint, with the same options as for {@link #open}
   * @param store reads the answers, such as an {@link S3ObjectStore}
   * @return the endpoint
   * @throws io.fmops.model.ModelException if an option is unknown
   */
  public AsyncEndpoint openAsync(ModelId id, ObjectStore store) {
    Endpoint endpoint = Endpoint.of(id);
    return new AsyncEndpoint(
        endpoint,
        codecs.of(endpoint),
        new SageMakerClients(endpoint, settings(endpoint), SageMakerClients.ABANDONED),
        store);
  }

  AwsSettings settings(Endpoint endpoint) {
    String profile = endpoint.profile().orElse(null);
    return new AwsSettings(
        endpoint.region().orElse(defaults.region()),
        endpoint.uri().orElse(defaults.endpoint()),
        profile,
        // Who names a profile wants its credentials.
        profile == null ? defaults.credentials() : null,
        defaults.maxConnections(),
        defaults.readTimeout());
  }

  /** Builds a {@link SageMakerProvider}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable AwsCredentialsProvider credentials;
    private int maxConnections = AwsSettings.DEFAULT_MAX_CONNECTIONS;
    private Duration readTimeout = Duration.ofMinutes(5);
    private final Map<String, PayloadTemplate> templates = new HashMap<>();
    private final Map<String, PromptFormat> formats = new HashMap<>();

    private Builder() {}

    /**
     * Sets where the endpoints are. Default: what the AWS SDK finds.
     *
     * @param value such as {@code eu-west-1}
     * @return this
     */
    public Builder region(String value) {
      region = Objects.requireNonNull(value, "region");
      return this;
    }

    /**
     * Sets another address than the region's own. Default: the region's own.
     *
     * @param value the address of a VPC endpoint or a test server
     * @return this
     */
    public Builder endpoint(URI value) {
      endpoint = Objects.requireNonNull(value, "endpoint");
      return this;
    }

    /**
     * Sets where credentials come from. Default: the AWS SDK's chain of places.
     *
     * @param value gives credentials; the caller closes it when all models are closed
     * @return this
     */
    public Builder credentials(AwsCredentialsProvider value) {
      credentials = Objects.requireNonNull(value, "credentials");
      return this;
    }

    /**
     * Sets how many whole answers, and besides how many streams, each model can have under way at
     * once. More calls wait for a connection, up to 30 seconds. Default: 200.
     *
     * @param value at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxConnections(int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "maxConnections is " + value + "; it must be at least 1");
      }
      maxConnections = value;
      return this;
    }

    /**
     * Sets how long to wait for the first byte of an answer, and for the next one. A call that
     * waits longer ends in {@link io.fmops.model.TimedOutException}. Default: 5 minutes.
     *
     * @param value above zero
     * @return this
     * @throws IllegalArgumentException if the value is zero or less
     */
    public Builder readTimeout(Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException("readTimeout is " + value + "; it must be above zero");
      }
      readTimeout = value;
      return this;
    }

    /**
     * Adds a codec for servers that have another schema than those known.
     *
     * @param name for the option {@code codec} of model ids; not the name of another codec
     * @param template how requests and answers look
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public Builder template(String name, PayloadTemplate template) {
      add(name, template, templates, Codecs.NAMES);
      return this;
    }

    /**
     * Adds a format for servers that complete one text.
     *
     * @param name for the option {@code prompt} of model ids; not the name of another format
     * @param format how messages become one text
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public Builder promptFormat(String name, PromptFormat format) {
      add(name, format, formats, Codecs.FORMATS);
      return this;
    }

    private static <T> void add(String name, T value, Map<String, T> target, List<String> known) {
      Objects.requireNonNull(value, name);
      if (known.contains(name) || target.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("the name \"" + name + "\" is taken; use another one");
      }
    }

    /**
     * Builds the provider.
     *
     * @return the provider
     */
    public SageMakerProvider build() {
      return new SageMakerProvider(this);
    }
  }
}
