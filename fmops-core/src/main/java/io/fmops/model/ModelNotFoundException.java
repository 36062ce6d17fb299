package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * There is no such provider or model, or the model id is malformed. The message lists what there
 * is.
 */
public final class ModelNotFoundException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public ModelNotFoundException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public ModelNotFoundException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
