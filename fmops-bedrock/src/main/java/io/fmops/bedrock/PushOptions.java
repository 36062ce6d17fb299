package io.fmops.bedrock;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a prompt is pushed. Immutable and thread-safe. */
public final class PushOptions {

  /** Nothing is allowed, and nothing is said of the version. */
  public static final PushOptions DEFAULTS = builder().build();

  private static final int MAX_DESCRIPTION = 200;

  private final boolean allowDifferences;
  private final boolean replaceEdits;
  private final Optional<String> versionDescription;
  private final Optional<String> encryptionKey;

  private PushOptions(Builder builder) {
    allowDifferences = builder.allowDifferences;
    replaceEdits = builder.replaceEdits;
    versionDescription = Optional.ofNullable(builder.versionDescription);
    encryptionKey = Optional.ofNullable(builder.encryptionKey);
  }

  /**
   * A builder that begins with {@link #DEFAULTS}.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  boolean allowDifferences() {
    return allowDifferences;
  }

  boolean replaceEdits() {
    return replaceEdits;
  }

  Optional<String> versionDescription() {
    return versionDescription;
  }

  Optional<String> encryptionKey() {
    return encryptionKey;
  }

  /** Builds {@link PushOptions}. Not thread-safe. */
  public static final class Builder {
    private boolean allowDifferences;
    private boolean replaceEdits;
    private @Nullable String versionDescription;
    private @Nullable String encryptionKey;

    private Builder() {}

    /**
     * Pushes a prompt although the service would make something else of it than
     * {@code Prompt.render}, such as of one with sections; {@link PushedPrompt#differences} tells
     * what. Pulled with this library it is whole. Default: such a prompt is refused.
     *
     * @return this
     */
    public Builder allowDifferences() {
      allowDifferences = true;
      return this;
    }

    /**
     * Replaces a working draft although it was not pushed from here, or was changed on the service
     * since, so that no version has what is in it. Default: the push is refused.
     *
     * @return this
     */
    public Builder replaceEdits() {
      replaceEdits = true;
      return this;
    }

    /**
     * Says what the new version is for, or why there is one. Default: nothing.
     *
     * @param text 1 to 200 characters
     * @return this
     * @throws IllegalArgumentException if it is empty or longer
     */
    public Builder versionDescription(String text) {
      if (text.isEmpty() || text.length() > MAX_DESCRIPTION) {
        throw new IllegalArgumentException(
            "the version's description has %d characters; it must have 1 to %d"
                .formatted(text.length(), MAX_DESCRIPTION));
      }
      versionDescription = text;
      return this;
    }

    /**
     * Sets the key of AWS KMS with which the service encrypts the prompt. Default: the one that the
     * prompt has; AWS's own for a new prompt.
     *
     * @param arn the key's ARN
     * @return this
     */
    public Builder encryptionKey(String arn) {
      encryptionKey = Objects.requireNonNull(arn, "encryptionKey");
      return this;
    }

    /**
     * Builds the options.
     *
     * @return the options
     */
    public PushOptions build() {
      return new PushOptions(this);
    }
  }
}
