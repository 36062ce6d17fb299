package io.fmops.chain;

/** A person rejected what an approval asked for. */
public final class NotApprovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Decision decision;

  NotApprovedException(Decision decision) {
    super("%s did not approve".formatted(decision.who()));
    this.decision = decision;
  }

  /**
   * Who rejected it, and why.
   *
   * @return the decision
   */
  public Decision decision() {
    return decision;
  }
}
