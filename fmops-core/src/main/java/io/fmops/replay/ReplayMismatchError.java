package io.fmops.replay;

/**
 * A request that is not in the recording: the test's prompt, model or parameters have changed. The
 * message shows the nearest recorded request and the difference, prompt text included. An error and
 * no exception, so that code which falls back on failures of models does not hide it from the test.
 */
public final class ReplayMismatchError extends AssertionError {

  private static final long serialVersionUID = 1L;

  ReplayMismatchError(String message) {
    super(message);
  }
}
