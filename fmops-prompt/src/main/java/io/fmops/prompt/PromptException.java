package io.fmops.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A prompt, a value for it, or a name is not as it has to be. The message is one line that says
 * what is wrong and where, and mostly what would be right; texts and values are never part of it.
 */
public class PromptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that nothing else caused.
   *
   * @param message one line that says what is wrong and where
   */
  public PromptException(String message) {
    this(message, null);
  }

  /**
   * An error with its cause.
   *
   * @param message one line that says what is wrong and where
   * @param cause what was thrown, if anything was
   */
  public PromptException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
