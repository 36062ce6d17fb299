package io.fmops.chain;

/**
 * A journaled run cannot be taken up, because it was begun by another chain, by another version of
 * the chain, or with another input. Nothing was called and nothing was written.
 */
public final class RunMismatchException extends JournalException {

  private static final long serialVersionUID = 1L;

  RunMismatchException(String message) {
    super(message, null);
  }
}
