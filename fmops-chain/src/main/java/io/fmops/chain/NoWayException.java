package io.fmops.chain;

/** A route was given a label that it has no way for, and has no way for all others. */
public final class NoWayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoWayException(String message) {
    super(message);
  }
}
