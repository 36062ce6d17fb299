package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * A stream ended without its end: the connection broke, or the provider stopped sending, before it
 * said why the model stopped. What had arrived is in {@link #partialContent()}.
 */
public final class TruncatedStreamException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public TruncatedStreamException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public TruncatedStreamException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, true, cause);
  }
}
