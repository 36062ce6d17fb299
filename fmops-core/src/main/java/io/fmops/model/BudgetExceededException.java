package io.fmops.model;

import org.jspecify.annotations.Nullable;

/** The call would cost more than its budget allows; it was not made. */
public final class BudgetExceededException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public BudgetExceededException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public BudgetExceededException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
