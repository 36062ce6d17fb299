package io.fmops.eval.metric;

/**
 * What a class counts whose quotient has the denominator zero: the precision of one that is never
 * predicted, the recall of one that is never expected, the F-beta of one that is neither. The rules
 * are those of scikit-learn's {@code zero_division}.
 */
public enum ZeroDivision {
  /** It counts as 0, scikit-learn's default. */
  ZERO,
  /** It counts as 1: nothing was asked, and nothing was done wrong. */
  ONE,
  /**
   * It is left out of the mean, scikit-learn's {@code np.nan}. If no class is left, the figure is 0
   * here, where scikit-learn's is not a number.
   */
  LEFT_OUT
}
