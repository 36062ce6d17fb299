package io.fmops.model;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link VideoModel}. What is absent is left to the model's own default; what a
 * model cannot do is refused with a {@link RejectedInputException}, never passed over. Immutable
 * and thread-safe.
 */
public final class VideoRequest {

  private final String prompt;
  private final URI output;
  private final Optional<Duration> duration;
  private final Optional<ImageRequest.Ratio> aspectRatio;
  private final Optional<String> resolution;
  private final Optional<String> idempotencyToken;
  private final List<ProviderParameters> providerParameters;

  private VideoRequest(Builder builder) {
    prompt = builder.prompt;
    output = builder.output;
    duration = Optional.ofNullable(builder.duration);
    aspectRatio = Optional.ofNullable(builder.aspectRatio);
    resolution = Optional.ofNullable(builder.resolution);
    idempotencyToken = Optional.ofNullable(builder.idempotencyToken);
    providerParameters = List.copyOf(builder.providerParameters.values());
  }

  /**
   * A builder for a video in the model's own length and shape.
   *
   * @param prompt what the video shall show
   * @param output where the provider shall put it, such as {@code s3://bucket/folder}
   * @return a new builder
   * @throws IllegalArgumentException if the prompt is blank or the address has no scheme
   */
  public static Builder builder(String prompt, URI output) {
    return new Builder(prompt, output);
  }

  /**
   * What the video shall show.
   *
   * @return a text that is not blank
   */
  public String prompt() {
    return prompt;
  }

  /**
   * Where the provider shall put the video.
   *
   * @return an address with a scheme
   */
  public URI output() {
    return output;
  }

  /**
   * How long the video shall be.
   *
   * @return whole seconds, if it was said
   */
  public Optional<Duration> duration() {
    return duration;
  }

  /**
   * The shape that the video shall have.
   *
   * @return the ratio, if it was said
   */
  public Optional<ImageRequest.Ratio> aspectRatio() {
    return aspectRatio;
  }

  /**
   * How fine the video shall be, in the provider's word, such as {@code 720p}.
   *
   * @return the word, if it was said
   */
  public Optional<String> resolution() {
    return resolution;
  }

  /**
   * Names the wish: who starts it again with the same token gets the job that is already there, not
   * a second one.
   *
   * @return the token; if there is none, each start makes a new job
   */
  public Optional<String> idempotencyToken() {
    return idempotencyToken;
  }

  /**
   * The parameters for one provider.
   *
   * @param type the provider's own class of parameters
   * @param <T> that class
   * @return the parameters, if the request has any of that class
   */
  public <T extends ProviderParameters> Optional<T> providerParameters(Class<T> type) {
    return providerParameters.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Tells the shape, not the prompt: prompts stay out of logs. */
  @Override
  public String toString() {
    return "VideoRequest[characters=%d, output=%s]".formatted(prompt.length(), output);
  }

  /** Builds a {@link VideoRequest}. Not thread-safe. */
  public static final class Builder {
    private final String prompt;
    private final URI output;
    private @Nullable Duration duration;
    private ImageRequest.@Nullable Ratio aspectRatio;
    private @Nullable String resolution;
    private @Nullable String idempotencyToken;
    private final Map<Class<?>, ProviderParameters> providerParameters = new LinkedHashMap<>();

    private Builder(String prompt, URI output) {
      if (prompt.isBlank()) {
        throw new IllegalArgumentException("a request for a video needs a prompt");
      }
      if (output.getScheme() == null) {
        throw new IllegalArgumentException(
            "the output is \"" + output + "\"; it must begin with a scheme such as s3:");
      }
      this.prompt = prompt;
      this.output = output;
    }

    /**
     * Sets how long the video shall be. Default: the model's.
     *
     * @param length whole seconds, at least one
     * @return this
     * @throws IllegalArgumentException if it is less, or not in whole seconds
     */
    public Builder duration(Duration length) {
      if (length.compareTo(Duration.ofSeconds(length.toSeconds())) != 0 || length.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "duration is " + length + "; it must be in whole seconds, at least 1");
      }
      duration = length;
      return this;
    }

    /**
     * Sets the shape. Default: the model's.
     *
     * @param width such as 16, at least 1
     * @param height such as 9, at least 1
     * @return this
     * @throws IllegalArgumentException if one is less than 1
     */
    public Builder aspectRatio(int width, int height) {
      aspectRatio = new ImageRequest.Ratio(width, height);
      return this;
    }

    /**
     * Sets how fine the video shall be. Default: the model's.
     *
     * @param word the provider's word, such as {@code 720p}
     * @return this
     */
    public Builder resolution(String word) {
      resolution = Objects.requireNonNull(word, "resolution");
      return this;
    }

    /**
     * Sets what makes starting the job again harmless. Default: none.
     *
     * @param token a text of the caller's own, not blank
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder idempotencyToken(String token) {
      if (token.isBlank()) {
        throw new IllegalArgumentException("the idempotency token is blank");
      }
      idempotencyToken = token;
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
     */
    public VideoRequest build() {
      return new VideoRequest(this);
    }
  }
}
