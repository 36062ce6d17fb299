package io.fmops.sagemaker;

import io.fmops.aws.AwsSettings;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Models behind SageMaker real-time endpoints whose server speaks the OpenAI chat schema, as vLLM,
 * DJL LMI and the messages API of TGI do. Thread-safe.
 *
 * <p>The id is the endpoint's name: {@code sagemaker:my-endpoint?region=eu-west-1}. Its options,
 * all of them optional:
 *
 * <ul>
 *   <li>{@code region}: where the endpoint is; default: what the AWS SDK finds ({@code AWS_REGION},
 *       the profile, the machine)
 *   <li>{@code profile}: a profile of the AWS configuration files that gives the credentials, and
 *       the region if there is no other; default: the SDK's chain of places
 *   <li>{@code component}: the inference component to call, of an endpoint that has any
 *   <li>{@code variant}: the production variant to call; default: by the endpoint's weights
 *   <li>{@code model}: the field {@code model} of the payload, for a server that serves several
 *   <li>{@code endpoint}: another address than the region's own, such as a VPC endpoint
 * </ul>
 *
 * <p>{@code generate} is one InvokeEndpoint, {@code stream} one InvokeEndpointWithResponseStream;
 * nothing is retried here. After the first, {@code raw(InvokeEndpointResponse.class)} has the whole
 * payload and the headers; after a stream, {@code raw(InvokeEndpointWithResponseStreamResponse)}
 * has the headers. The labels of a request ({@code metadata}) stay here, because SageMaker has no
 * place for them. Reasoning in earlier turns is not sent, because the servers' chat templates want
 * none.
 *
 * <p>A call may take long: there are 10 s to connect, and then, by default, 5 minutes of silence
 * before it is given up. Set a request's {@code deadline} to limit the whole.
 */
public final class SageMakerProvider implements ModelProvider {

  static final String NAME = "sagemaker";

  private final AwsSettings defaults;

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
    String profile = endpoint.profile().orElse(null);
    return new SageMakerEngine(
        endpoint,
        new AwsSettings(
            endpoint.region().orElse(defaults.region()),
            endpoint.uri().orElse(defaults.endpoint()),
            profile,
            // Who names a profile wants its credentials.
            profile == null ? defaults.credentials() : null,
            defaults.maxConnections(),
            defaults.readTimeout()));
  }

  /** Builds a {@link SageMakerProvider}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable AwsCredentialsProvider credentials;
    private int maxConnections = AwsSettings.DEFAULT_MAX_CONNECTIONS;
    private Duration readTimeout = Duration.ofMinutes(5);

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
     * Builds the provider.
     *
     * @return the provider
     */
    public SageMakerProvider build() {
      return new SageMakerProvider(this);
    }
  }
}
