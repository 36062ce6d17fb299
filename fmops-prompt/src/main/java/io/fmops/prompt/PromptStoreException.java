package io.fmops.prompt;

import org.jspecify.annotations.Nullable;

/**
 * The store of the prompts cannot be reached, is closed, or holds something that is not whole. What
 * was asked for may or may not have been done; adding the same text again is safe in either case.
 */
public final class PromptStoreException extends CatalogException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that nothing else caused.
   *
   * @param message one line that says what is wrong and where
   */
  public PromptStoreException(String message) {
    this(message, null);
  }

  /**
   * An error with its cause.
   *
   * @param message one line that says what is wrong and where
   * @param cause such as the database's exception
   */
  public PromptStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
