package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The caller gave the call up: it closed the stream, cancelled the future or the
 * {@link CancelToken}, or interrupted the thread.
 */
public final class CancelledException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public CancelledException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public CancelledException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
