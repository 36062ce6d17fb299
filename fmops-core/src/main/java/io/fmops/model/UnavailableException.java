package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The provider cannot be reached, is overloaded, is not ready yet, or failed on its side. Retrying
 * can help.
 */
public final class UnavailableException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public UnavailableException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public UnavailableException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, true, cause);
  }
}
