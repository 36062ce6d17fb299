package io.fmops.model;

import org.jspecify.annotations.Nullable;

/**
 * The provider answered something that is not in the format it promises. What was received is told
 * without the text of prompts and answers.
 */
public final class MalformedAnswerException extends ModelException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public MalformedAnswerException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public MalformedAnswerException(String message, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, false, cause);
  }
}
