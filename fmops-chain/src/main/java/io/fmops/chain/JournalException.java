package io.fmops.chain;

import org.jspecify.annotations.Nullable;

/**
 * A journal could not be read or written: its store is away, full or damaged. What was acknowledged
 * before is not lost; the run can be resumed.
 */
public class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param message one line for people: which run, where, what was wrong
   * @param cause what the store threw, or null
   */
  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
