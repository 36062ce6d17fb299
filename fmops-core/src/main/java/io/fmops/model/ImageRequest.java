package io.fmops.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an {@link ImageModel}. What is absent is left to the model's own default; what a
 * model cannot do is refused with a {@link RejectedInputException}, never passed over. Immutable
 * and thread-safe.
 */
public final class ImageRequest {

  private final String prompt;
  private final Optional<String> negativePrompt;
  private final Optional<Size> size;
  private final Optional<Ratio> aspectRatio;
  private final int count;
  private final Optional<Long> seed;
  private final List<ProviderParameters> providerParameters;

  /**
   * How large an image is.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   */
  public record Size(int width, int height) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public Size {
      requirePositive("size", width, height);
    }
  }

  /**
   * The shape of an image.
   *
   * @param width such as 16, at least 1
   * @param height such as 9, at least 1
   */
  public record Ratio(int width, int height) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public Ratio {
      requirePositive("aspect ratio", width, height);
    }

    /** Such as {@code 16:9}. */
    @Override
    public String toString() {
      return width + ":" + height;
    }
  }

  private ImageRequest(Builder builder) {
    prompt = builder.prompt;
    negativePrompt = Optional.ofNullable(builder.negativePrompt);
    size = Optional.ofNullable(builder.size);
    aspectRatio = Optional.ofNullable(builder.aspectRatio);
    count = builder.count;
    seed = Optional.ofNullable(builder.seed);
    providerParameters = List.copyOf(builder.providerParameters.values());
    if (size.isPresent() && aspectRatio.isPresent()) {
      throw new IllegalArgumentException("give a size or an aspect ratio, not both");
    }
  }

  private static void requirePositive(String what, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "the %s is %d by %d; both must be at least 1".formatted(what, width, height));
    }
  }

  /**
   * One image in the model's own size.
   *
   * @param prompt what the image shall show
   * @return the request
   * @throws IllegalArgumentException if the prompt is blank
   */
  public static ImageRequest of(String prompt) {
    return builder(prompt).build();
  }

  /**
   * A builder for one image in the model's own size.
   *
   * @param prompt what the image shall show
   * @return a new builder
   * @throws IllegalArgumentException if the prompt is blank
   */
  public static Builder builder(String prompt) {
    return new Builder(prompt);
  }

  /**
   * What the image shall show.
   *
   * @return a text that is not blank
   */
  public String prompt() {
    return prompt;
  }

  /**
   * What the image shall not show.
   *
   * @return the text, if there is one
   */
  public Optional<String> negativePrompt() {
    return negativePrompt;
  }

  /**
   * How large the image shall be.
   *
   * @return the size; absent if there is an aspect ratio
   */
  public Optional<Size> size() {
    return size;
  }

  /**
   * The shape that the image shall have.
   *
   * @return the ratio; absent if there is a size
   */
  public Optional<Ratio> aspectRatio() {
    return aspectRatio;
  }

  /**
   * How many images are wanted.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * Makes the same request give the same image again, as far as the model can.
   *
   * @return the seed, 0 or more
   */
  public Optional<Long> seed() {
    return seed;
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
    return "ImageRequest[characters=%d, count=%d, size=%s, aspectRatio=%s, seed=%s]"
        .formatted(
            prompt.length(),
            count,
            size.map(s -> s.width() + "x" + s.height()).orElse("default"),
            aspectRatio.map(Ratio::toString).orElse("default"),
            seed.map(String::valueOf).orElse("none"));
  }

  /** Builds an {@link ImageRequest}. Not thread-safe. */
  public static final class Builder {
    private final String prompt;
    private @Nullable String negativePrompt;
    private @Nullable Size size;
    private @Nullable Ratio aspectRatio;
    private int count = 1;
    private @Nullable Long seed;
    private final Map<Class<?>, ProviderParameters> providerParameters = new LinkedHashMap<>();

    private Builder(String prompt) {
      if (prompt.isBlank()) {
        throw new IllegalArgumentException("a request for an image needs a prompt");
      }
      this.prompt = prompt;
    }

    /**
     * Sets what the image shall not show. Default: nothing.
     *
     * @param text a text
     * @return this
     */
    public Builder negativePrompt(String text) {
      negativePrompt = Objects.requireNonNull(text, "negativePrompt");
      return this;
    }

    /**
     * Sets the size. Default: the model's.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @return this
     * @throws IllegalArgumentException if one is less than 1
     */
    public Builder size(int width, int height) {
      size = new Size(width, height);
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
      aspectRatio = new Ratio(width, height);
      return this;
    }

    /**
     * Sets how many images are wanted. Default: 1.
     *
     * @param images at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder count(int images) {
      if (images < 1) {
        throw new IllegalArgumentException("count is " + images + "; it must be at least 1");
      }
      count = images;
      return this;
    }

    /**
     * Sets the seed. Default: another one for each image.
     *
     * @param value 0 or more; where several images are asked for, later ones may count on from it
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder seed(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("seed is " + value + "; it must be 0 or more");
      }
      seed = value;
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
     * @throws IllegalArgumentException if there are both a size and an aspect ratio
     */
    public ImageRequest build() {
      return new ImageRequest(this);
    }
  }
}
