package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * There are no credentials, they are wrong or expired, or they do not allow this call. The message
 * says what to set. Retrying does not help before somebody did.
 */
public final class NotAuthorizedException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public NotAuthorizedException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public NotAuthorizedException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
