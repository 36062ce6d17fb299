package io.fmops.eval.dataset;

/**
 * A dataset cannot be used. The message is one line: the file, the line, the field, what is wrong,
 * and what would be right.
 */
public final class DatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A problem without a cause of its own.
   *
   * @param message one line for people
   */
  public DatasetException(String message) {
    super(message);
  }

  /**
   * A problem that another one caused.
   *
   * @param message one line for people
   * @param cause what caused it
   */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
