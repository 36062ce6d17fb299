package io.fmops.chain;

/** On its way from a step that waits for a person to whoever runs the chain. */
final class WaitingSignal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WaitingSignal() {
    super(null, null, false, false);
  }
}
