package io.fmops.model;

import org.jspecify.annotations.Nullable;

/** A guardrail does not let the input or the answer pass. */
public final class BlockedByGuardrailException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public BlockedByGuardrailException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public BlockedByGuardrailException(
      String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
