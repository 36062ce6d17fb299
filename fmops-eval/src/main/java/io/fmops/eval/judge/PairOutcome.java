package io.fmops.eval.judge;

/** How the first of two answers did against the second. */
public enum PairOutcome {
  /** The first is better. */
  WIN(1),
  /** Neither is better. */
  TIE(0.5),
  /** The second is better. */
  LOSS(0);

  private final double points;

  PairOutcome(double points) {
    this.points = points;
  }

  /**
   * What the first answer gets.
   *
   * @return 1 for a win, 0.5 for a tie, 0 for a loss
   */
  public double points() {
    return points;
  }

  /**
   * How the second answer did against the first.
   *
   * @return the opposite
   */
  public PairOutcome reversed() {
    return switch (this) {
      case WIN -> LOSS;
      case TIE -> TIE;
      case LOSS -> WIN;
    };
  }
}
