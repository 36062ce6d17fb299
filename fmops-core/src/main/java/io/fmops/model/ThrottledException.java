package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The provider takes no more requests or tokens for now. Retrying helps, after
 * {@link ErrorDetails#retryAfter()} if that is given.
 */
public final class ThrottledException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public ThrottledException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public ThrottledException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, true, cause);
  }
}
