package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The provider failed in a way that this version does not know. It is not retried, because nobody
 * can say whether that is safe; the cause has the provider's own exception.
 */
public final class ProviderException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public ProviderException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public ProviderException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
