package io.fmops.chain;

import org.jspecify.annotations.Nullable;

/**
 * Another process, or another thread of this one, has the run in its hands. Nothing was written.
 */
public final class RunInUseException extends JournalException {

  private static final long serialVersionUID = 1L;

  /**
   * A run that somebody else has.
   *
   * @param message one line for people: which run, and by whom it is held, if that is known
   * @param cause what the store threw, or null
   */
  public RunInUseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
