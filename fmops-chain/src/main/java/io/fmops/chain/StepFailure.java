package io.fmops.chain;

/** On its way from the step that failed to whoever runs the chain. */
final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String path;

  StepFailure(String path, Throwable cause) {
    super(null, cause, false, false);
    this.path = path;
  }

  String path() {
    return path;
  }

  /** What went wrong, always there. */
  Throwable problem() {
    Throwable cause = getCause();
    return cause == null ? this : cause;
  }
}
