package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final String KNOWN_OPTIONS = "endpoint, profile, region";

  private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");
  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:(?:bedrock|sagemaker):([a-z0-9-]+):.*");

  private final AwsSettings defaults;

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
    return new BedrockEngine(id, settings(id));
  }

  AwsSettings settings(ModelId id) {
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
        default ->
          throw new ModelNotFoundException(
              "unknown option \"%s\" in model id \"%s\"; the options of bedrock are %s"
                  .formatted(option.getKey(), id, KNOWN_OPTIONS),
              ErrorDetails.of(id),
              null);
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
     * Builds the provider.
     *
     * @return the provider
     */
    public BedrockProvider build() {
      return new BedrockProvider(this);
    }
  }
}
