package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.internal.Truncation;
import io.fmops.bedrock.spi.BedrockCodec;
import io.fmops.bedrock.spi.EmbeddingCodec;
import io.fmops.bedrock.spi.ImageCodec;
import io.fmops.bedrock.spi.VideoCodec;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.ImageEngine;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import io.fmops.model.spi.VideoEngine;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Foundation models on Amazon Bedrock, through its Converse operations: {@code Converse} for whole
 * answers and {@code ConverseStream} for streams. Thread-safe.
 *
 * <p>{@code Models.open("bedrock:amazon.nova-lite-v1:0")} needs no configuration here: credentials
 * come from the default chain of the AWS SDK (environment, system properties, profiles, the role of
 * a container or an instance) or from {@code AWS_BEARER_TOKEN_BEDROCK}, and the region from
 * {@code AWS_REGION}, the profile or the instance. The name is a model id, an inference profile's
 * id, or the ARN of either; an ARN's region is used unless another one is configured. Options of
 * the id:
 *
 * <ul>
 *   <li>{@code region}: the region, such as {@code eu-west-1}
 *   <li>{@code profile}: a profile of the AWS configuration files
 *   <li>{@code endpoint}: an {@code http} or {@code https} address instead of the region's, such as
 *       a VPC endpoint's; the SDK's own {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME} works as well
 *   <li>{@code api}: {@code invoke} calls a text model through {@code InvokeModel}, for families
 *       that Converse does not know; there are codecs for Anthropic's messages, OpenAI's chat
 *       completions (imported models, too) and Llama 3. {@code converse} calls it through Converse
 *       although a registered codec claims it
 *   <li>{@code family}: the foundation model behind an ARN that does not tell it, such as
 *       {@code amazon.titan-embed-text-v2:0}, so that its codec is found
 * </ul>
 *
 * <p>An application that would rather configure in code builds a provider:
 *
 * <pre>{@code
 * BedrockProvider bedrock = BedrockProvider.builder()
 *     .region("eu-west-1")
 *     .credentials(InstanceProfileCredentialsProvider.create())
 *     .build();
 * ModelId id = ModelId.parse("bedrock:amazon.nova-lite-v1:0");
 * FoundationModel model = FoundationModel.of(id, bedrock.open(id));
 * }</pre>
 *
 * <p>One call is one request: the SDK's retries are off. A connection must come about in 10
 * seconds; an answer, or the next part of a stream, in {@link Builder#readTimeout}. The time of the
 * whole call is limited by the request's deadline alone. {@link BedrockParameters} carries what
 * only Bedrock understands, its guardrails among it; {@link BedrockContent} makes content that only
 * Bedrock knows. {@code response.raw(ConverseResponse.class)} gives the SDK's answer, and after a
 * stream {@code raw(ConverseStreamMetadataEvent.class)} the SDK's last event. Content that this
 * library has no type for is a {@code ContentBlock.Opaque} that holds the SDK's
 * {@code ContentBlock}, and is sent as it is when it comes back in a request. The labels of
 * {@code GenerateRequest.metadata()} stay here: they are the caller's own and are not sent to AWS.
 */
public final class BedrockProvider implements ModelProvider {

  static final String NAME = "bedrock";

  /** Options of every id. */
  private static final List<String> OPTIONS =
      List.of(ModelFamily.OPTION, "endpoint", "profile", "region");

  private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");
  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:(?:bedrock|sagemaker):([a-z0-9-]+):.*");

  private final AwsSettings defaults;
  private final Codecs codecs;

  /** A provider that takes everything from the environment and from the options of the ids. */
  public BedrockProvider() {
    this(new Builder());
  }

  private BedrockProvider(Builder builder) {
    defaults = new AwsSettings(
        builder.region,
        builder.endpoint,
        null,
        builder.credentials,
        builder.maxConnections,
        builder.readTimeout);
    codecs = new Codecs(builder.codecs);
  }

  /**
   * A builder whose defaults are the environment's credentials, region and endpoint, 200
   * connections, and 5 minutes until the next sign of an answer.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Opens a model. Needs no network and no credentials; connections are made by the first call, and
   * the event loop for streams by the first stream.
   *
   * @param id names the model; its options go before what the builder configured
   * @return the engine
   * @throws ModelNotFoundException if an option is unknown or has a malformed value
   */
  @Override
  public ModelEngine open(ModelId id) {
    AwsSettings settings = settings(id, Codecs.API);
    return codecs
        .text(id)
        .<ModelEngine>map(codec -> new InvokeEngine(id, codec, settings))
        .orElseGet(() -> new BedrockEngine(id, settings));
  }

  /**
   * Opens an embedding model: Amazon Titan Text Embeddings V2, Cohere Embed v3 and v4, Amazon Nova
   * Multimodal Embeddings, or whatever a registered codec is for. Requests of more texts than one
   * call takes are cut up; up to 8 calls run at once, on threads of the context's executor and on
   * the caller's.
   *
   * <p>The option {@code truncate} says what happens to a text that is too long for the model:
   * {@code none}, which is the default, lets the call fail; {@code start} and {@code end} leave out
   * that part of the text.
   *
   * @param id names the model; its options go before what the builder configured
   * @return the engine
   * @throws ModelNotFoundException if an option is unknown or has a malformed value, or if no codec
   *     is for this model
   */
  @Override
  public EmbeddingEngine openEmbedding(ModelId id) {
    AwsSettings settings = settings(id, Truncation.OPTION);
    Truncation unused = Truncation.of(id);
    return new BedrockEmbeddings(id, codecs.of(EmbeddingCodec.class, id), settings);
  }

  /**
   * Opens an image model: Stability AI's Stable Image Core and Ultra and Stable Diffusion 3.5,
   * Amazon Titan Image Generator v2, or whatever a registered codec is for. The additional fields
   * of {@link BedrockParameters} go into the body of the request.
   *
   * @param id names the model; its options go before what the builder configured
   * @return the engine
   * @throws ModelNotFoundException as {@link #openEmbedding}
   */
  @Override
  public ImageEngine openImage(ModelId id) {
    return new BedrockImages(id, codecs.of(ImageCodec.class, id), settings(id));
  }

  /**
   * Opens a video model: Luma AI's Ray 2, or whatever a registered codec is for. Videos are put
   * into S3, by the account's own right to write there.
   *
   * @param id names the model; its options go before what the builder configured
   * @return the engine
   * @throws ModelNotFoundException as {@link #openEmbedding}
   */
  @Override
  public VideoEngine openVideo(ModelId id) {
    return new BedrockVideos(id, codecs.of(VideoCodec.class, id), settings(id));
  }

  /**
   * What a text model can do besides answering: count tokens, and take a body as it is.
   *
   * @param id {@code bedrock:model-id}, with the options of {@link #open}
   * @return the operations; close them when they are no longer needed
   * @throws ModelNotFoundException if an option is unknown or has a malformed value
   */
  public BedrockOperations operations(String id) {
    ModelId model = ModelId.parse(id);
    AwsSettings settings = settings(model, Codecs.API);
    return new BedrockOperations(model, codecs.text(model).orElse(null), settings);
  }

  /**
   * A guardrail, to be applied to texts without a model.
   *
   * @param guardrail its id or ARN
   * @param version its version, or {@code DRAFT}
   * @return the guardrail; close it when it is no longer needed
   */
  public BedrockGuardrail guardrail(String guardrail, String version) {
    ModelId label = ModelId.of(NAME, guardrail);
    return new BedrockGuardrail(label, guardrail, version, settings(label));
  }

  /**
   * Bedrock's own checks of texts, which need no guardrail of the account. They exist in some
   * regions only.
   *
   * @param checks what to look for
   * @return the checks; close them when they are no longer needed
   */
  public BedrockGuardrailChecks guardrailChecks(BedrockGuardrailChecks.Checks checks) {
    ModelId label = ModelId.of(NAME, "guardrail-checks");
    return new BedrockGuardrailChecks(label, checks, settings(label));
  }

  /**
   * The files of batch inference jobs of a text model.
   *
   * @param id {@code bedrock:model-id}, with the options of {@link #open}
   * @return writes records and reads results
   * @throws ModelNotFoundException if an option is unknown or has a malformed value
   */
  public BedrockBatch batch(String id) {
    ModelId model = ModelId.parse(id);
    AwsSettings unused = settings(model, Codecs.API);
    return new BedrockBatch(model, codecs.text(model).orElse(null));
  }

  /**
   * Batch inference jobs, at the region's endpoint of Bedrock's control plane or where
   * {@code AWS_ENDPOINT_URL_BEDROCK} says; {@link Builder#endpoint} is that of the models. Needs
   * {@code software.amazon.awssdk:bedrock} on the class path.
   *
   * @return the jobs; close them when they are no longer needed
   */
  public BatchJobs batchJobs() {
    return batchJobs(null);
  }

  BatchJobs batchJobs(@Nullable URI endpoint) {
    return new BatchJobs(ModelId.of(NAME, "batch-jobs"), controlPlane(endpoint));
  }

  /**
   * Amazon Bedrock Prompt Management, at the region's endpoint or where
   * {@code AWS_ENDPOINT_URL_BEDROCK_AGENT} says; {@link Builder#endpoint} is that of the models.
   * Needs {@code software.amazon.awssdk:bedrockagent} and {@code fmops-prompt} on the class path,
   * and AWS credentials: a Bedrock API key does not do.
   *
   * @return the prompts; close them when they are no longer needed
   */
  public BedrockPrompts prompts() {
    return prompts(null);
  }

  BedrockPrompts prompts(@Nullable URI endpoint) {
    return new BedrockPrompts(ModelId.of(NAME, "prompts"), controlPlane(endpoint));
  }

  private AwsSettings controlPlane(@Nullable URI endpoint) {
    return new AwsSettings(
        defaults.region(),
        endpoint,
        null,
        defaults.credentials(),
        defaults.maxConnections(),
        defaults.readTimeout());
  }

  /**
   * What a model's clients are made of.
   *
   * @param more options that this kind of model has beside those of all
   */
  AwsSettings settings(ModelId id, String... more) {
    String region = defaults.region();
    Matcher arn = ARN.matcher(id.name());
    if (region == null && arn.matches()) {
      region = arn.group(1);
    }
    URI endpoint = defaults.endpoint();
    String profile = null;
    for (Map.Entry<String, String> option : id.options().entrySet()) {
      switch (option.getKey()) {
        case "region" -> region = checkedRegion(id, option.getValue());
        case "endpoint" -> endpoint = checkedEndpoint(id, option.getValue());
        case "profile" -> profile = option.getValue();
        case ModelFamily.OPTION -> {
          // Says which codec to take.
        }
        default -> requireKnown(id, option.getKey(), List.of(more));
      }
    }
    return new AwsSettings(
        region,
        endpoint,
        profile,
        // Who names a profile wants its credentials.
        profile == null ? defaults.credentials() : null,
        defaults.maxConnections(),
        defaults.readTimeout());
  }

  private static void requireKnown(ModelId id, String option, List<String> more) {
    if (!more.contains(option)) {
      throw new ModelNotFoundException(
          "unknown option \"%s\" in model id \"%s\"; the options of bedrock are %s"
              .formatted(
                  option,
                  id,
                  Stream.concat(OPTIONS.stream(), more.stream())
                      .sorted()
                      .collect(Collectors.joining(", "))),
          ErrorDetails.of(id),
          null);
    }
  }

  private static String checkedRegion(ModelId id, String value) {
    if (!REGION.matcher(value).matches()) {
      throw malformed(id, "region", value, "a region such as eu-west-1");
    }
    return value;
  }

  private static URI checkedEndpoint(ModelId id, String value) {
    try {
      URI endpoint = new URI(value);
      if (isHttp(endpoint)) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw malformed(id, "endpoint", value, "an http or https address");
  }

  private static boolean isHttp(URI endpoint) {
    String scheme = endpoint.getScheme();
    return scheme != null
        && endpoint.getHost() != null
        && scheme.toLowerCase(Locale.ROOT).matches("https?");
  }

  private static ModelNotFoundException malformed(
      ModelId id, String option, String value, String expected) {
    return new ModelNotFoundException(
        "option %s=\"%s\" in model id \"%s\" is malformed: expected %s"
            .formatted(option, value, id, expected),
        ErrorDetails.of(id),
        null);
  }

  /** Builds a {@link BedrockProvider}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable AwsCredentialsProvider credentials;
    private int maxConnections = AwsSettings.DEFAULT_MAX_CONNECTIONS;
    private Duration readTimeout = Duration.ofMinutes(5);
    private final List<BedrockCodec> codecs = new ArrayList<>();

    private Builder() {}

    /**
     * Sets the region. Default: the SDK's region provider chain.
     *
     * @param value such as {@code eu-west-1}
     * @return this
     * @throws IllegalArgumentException if it does not look like a region
     */
    public Builder region(String value) {
      if (!REGION.matcher(value).matches()) {
        throw new IllegalArgumentException("region is \"" + value + "\"; expected eu-west-1 or so");
      }
      region = value;
      return this;
    }

    /**
     * Sets the address of the service. Default: the region's.
     *
     * @param value an {@code http} or {@code https} address
     * @return this
     * @throws IllegalArgumentException if it is of another scheme or has no host
     */
    public Builder endpoint(URI value) {
      if (!isHttp(value)) {
        throw new IllegalArgumentException(
            "endpoint is " + value + "; it must be an http or https address");
      }
      endpoint = value;
      return this;
    }

    /**
     * Sets where the credentials come from. Default: the SDK's default credential chain.
     *
     * @param value the credentials; not closed with the models
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
     * Sets how long a call waits without a sign from the service: for the whole answer, or for the
     * next part of a stream. Time in which the reader of a stream does not ask for more does not
     * count. Default: 5 minutes, because a long answer that is not streamed comes after long
     * silence.
     *
     * @param value more than zero
     * @return this
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder readTimeout(Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException("readTimeout is " + value + "; it must be above zero");
      }
      readTimeout = value;
      return this;
    }

    /**
     * Adds a codec for models that are not called through Converse. It goes before those that were
     * added earlier and before the library's own. A {@link io.fmops.bedrock.spi.TextCodec} also
     * goes before Converse, for the models that it claims.
     *
     * @param codec of one of the kinds in {@code io.fmops.bedrock.spi}
     * @return this
     */
    public Builder codec(BedrockCodec codec) {
      codecs.add(0, Objects.requireNonNull(codec, "codec"));
      return this;
    }

    /**
     * Builds the provider.
     *
     * @return the provider
     */
    public BedrockProvider build() {
      return new BedrockProvider(this);
    }
  }
}
