package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The provider does not accept the request: a parameter out of range, a prompt too long, a feature
 * that the model does not have. Retrying the same request cannot help.
 */
public final class RejectedInputException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public RejectedInputException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public RejectedInputException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
