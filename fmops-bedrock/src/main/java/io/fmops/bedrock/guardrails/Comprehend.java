package io.fmops.bedrock.guardrails;

import io.fmops.aws.AwsSettings;
import io.fmops.model.ModelId;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Makes detectors over Amazon Comprehend, which understand English. Needs
 * {@code software.amazon.awssdk:comprehend} on the class path. Immutable and thread-safe.
 *
 * <pre>{@code
 * Comprehend comprehend = Comprehend.builder().region("eu-west-1").build();
 * Detector detector = comprehend.toxicity("comprehend");
 * }</pre>
 */
public final class Comprehend {

  private final AwsSettings settings;
  private final Duration timeout;

  private Comprehend(Builder builder) {
    settings = new AwsSettings(
        builder.region,
        builder.endpoint,
        null,
        builder.credentials,
        AwsSettings.DEFAULT_MAX_CONNECTIONS,
        builder.timeout);
    timeout = builder.timeout;
  }

  /**
   * A builder whose defaults are the environment's credentials and region, the region's endpoint or
   * the one of {@code AWS_ENDPOINT_URL_COMPREHEND}, and 10 seconds a text.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A detector of toxic content.
   *
   * @param name the detector's name
   * @return the detector; close it
   * @throws IllegalStateException if the SDK's module is not on the class path
   */
  public ComprehendToxicityDetector toxicity(String name) {
    return new ComprehendToxicityDetector(name, service("toxic-content"));
  }

  /**
   * A detector of personal information.
   *
   * @param name the detector's name
   * @return the detector; close it
   * @throws IllegalStateException if the SDK's module is not on the class path
   */
  public ComprehendPiiDetector pii(String name) {
    return new ComprehendPiiDetector(name, service("pii-entities"));
  }

  private ComprehendService service(String what) {
    try {
      // Looks for the module now and not at the first text.
      Objects.requireNonNull(software.amazon.awssdk.services.comprehend.ComprehendClient.class);
      return new ComprehendService(ModelId.of("comprehend", what), settings, timeout);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "detectors over Comprehend need software.amazon.awssdk:comprehend on the class path; not found: "
              + e.getMessage(),
          e);
    }
  }

  /** Builds a {@link Comprehend}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable AwsCredentialsProvider credentials;
    private Duration timeout = Duration.ofSeconds(10);

    private Builder() {}

    /**
     * Sets the region.
     *
     * @param value such as {@code eu-west-1}
     * @return this
     */
    public Builder region(String value) {
      region = Objects.requireNonNull(value, "region");
      return this;
    }

    /**
     * Sets the address of the service.
     *
     * @param value an {@code http} or {@code https} address
     * @return this
     */
    public Builder endpoint(URI value) {
      endpoint = Objects.requireNonNull(value, "endpoint");
      return this;
    }

    /**
     * Sets where the credentials come from.
     *
     * @param value the credentials; not closed with the detectors
     * @return this
     */
    public Builder credentials(AwsCredentialsProvider value) {
      credentials = Objects.requireNonNull(value, "credentials");
      return this;
    }

    /**
     * Sets how long all the calls for one text may take together.
     *
     * @param value above zero
     * @return this
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder timeout(Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException("timeout is " + value + "; it must be above zero");
      }
      timeout = value;
      return this;
    }

    /**
     * Builds it.
     *
     * @return makes detectors
     */
    public Comprehend build() {
      return new Comprehend(this);
    }
  }
}
