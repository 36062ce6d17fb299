package io.fmops.eval.stats;

import java.util.Optional;

/**
 * Whether two columns of numbers rank the same examples alike, such as a judge's scores and those
 * of people: 1 if they rank them in the same order, -1 in the opposite one, 0 if the one says
 * nothing about the other. Unlike {@link Agreement} it does not ask for the same scale: a judge who
 * always gives two points more ranks perfectly. Ties are frequent among such scores, and both
 * coefficients allow for them.
 *
 * <p>Intervals are bootstrap intervals over the pairs. Where a column is the same throughout there
 * is nothing to rank, and no coefficient: results are empty then, and replicates of the bootstrap
 * in which that happens are left out. Immutable and thread-safe.
 *
 * @param bootstrap how intervals are found
 */
public record Correlation(Bootstrap bootstrap) {

  /** Intervals by {@link Bootstrap#DEFAULT}. */
  public static final Correlation DEFAULT = new Correlation(Bootstrap.DEFAULT);

  /**
   * Spearman's rank correlation: the correlation of the ranks, ties having the mean of theirs (C.
   * Spearman, "The proof and measurement of association between two things", 1904).
   *
   * @param x finite numbers, one an example
   * @param y finite numbers, in the same order of examples
   * @return the coefficient, -1 to 1, and its interval; empty if there are no examples, or all
   *     numbers of a column are the same
   * @throws IllegalArgumentException if the lengths differ, or a number is not finite
   */
  public Optional<Estimate> spearman(double[] x, double[] y) {
    RankedPairs pairs = new RankedPairs(x, y);
    return pairs.coefficient(bootstrap, pairs::spearman);
  }

  /**
   * Kendall's tau-b: the pairs of examples that both columns rank in the same order less those that
   * they rank differently, as a part of the pairs that could be ranked (M. G. Kendall, "The
   * treatment of ties in ranking problems", 1945). A sweep over one column that counts inversions
   * of the other takes n log n steps (W. R. Knight, "A computer method for calculating Kendall's
   * tau with ungrouped data", 1966).
   *
   * @param x finite numbers, one an example
   * @param y finite numbers, in the same order of examples
   * @return the coefficient, -1 to 1, and its interval; empty if there are no examples, or all
   *     numbers of a column are the same
   * @throws IllegalArgumentException if the lengths differ, or a number is not finite
   */
  public Optional<Estimate> kendallTauB(double[] x, double[] y) {
    RankedPairs pairs = new RankedPairs(x, y);
    return pairs.coefficient(bootstrap, pairs::kendall);
  }
}
