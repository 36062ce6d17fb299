package io.fmops.tool;

/**
 * Thrown by a tool to tell the model why it failed: "there is no customer 17". The message goes to
 * the model word for word; of every other exception the model learns nothing but that the tool
 * failed, because messages of exceptions may hold what is not for it.
 */
public final class ToolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure that the model may know of.
   *
   * @param message for the model
   */
  public ToolException(String message) {
    super(message);
  }

  /**
   * A failure that the model may know of.
   *
   * @param message for the model
   * @param cause for the application only
   */
  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
