package io.fmops.eval.stats;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How well raters agree, beyond what chance alone gives: 1 is perfect agreement, 0 that of chance,
 * less than 0 systematic disagreement. For two raters who rated everything take
 * {@link #cohenKappa}, for several {@link #fleissKappa} or {@link #krippendorffAlpha}, and the
 * latter wherever ratings are missing. Intervals are bootstrap intervals over units, which cover
 * well, as those by formula do not (A. Zapf et al., "Measuring inter-rater reliability for nominal
 * data - which coefficients and confidence intervals are appropriate?", 2016).
 *
 * <p>Where all ratings are the same there is nothing to agree about, and no coefficient: results
 * are empty then, and replicates of the bootstrap in which that happens are left out. Immutable and
 * thread-safe.
 *
 * @param bootstrap how intervals are found
 */
public record Agreement(Bootstrap bootstrap) {

  /** Intervals by {@link Bootstrap#DEFAULT}. */
  public static final Agreement DEFAULT = new Agreement(Bootstrap.DEFAULT);

  /** How much a disagreement between two ratings weighs. */
  public enum Weights {
    /** All disagreements weigh the same, as fits categories without order. */
    UNWEIGHTED,
    /** The distance between the ratings. */
    LINEAR,
    /** The square of the distance between the ratings. */
    QUADRATIC
  }

  /** What can be said about ratings, and so how two of them differ. */
  public enum Level {
    /** They are equal or not, as categories without order. */
    NOMINAL,
    /** They have an order, but no distances; what lies between them is counted in ratings given. */
    ORDINAL,
    /** They have distances, as scores from 1 to 10 are mostly taken to have. */
    INTERVAL,
    /** They have a zero, and what matters is by which part they differ, as with amounts. */
    RATIO
  }

  /**
   * Cohen's kappa of two raters (J. Cohen, "A coefficient of agreement for nominal scales", 1960;
   * "Weighted kappa", 1968). Distances are those of the numbers, or of the places of the
   * categories, and not of the ranks of those that occur; so a category that nobody used still
   * counts.
   *
   * @param ratings of exactly two raters; only units count that both rated
   * @param weights how much disagreements weigh
   * @return the coefficient, at most 1, and its interval; empty if no unit has two ratings, or both
   *     raters always gave the same one
   * @throws IllegalArgumentException if there are more than two raters
   */
  public Optional<Estimate> cohenKappa(Ratings ratings, Weights weights) {
    if (ratings.raters() != 2) {
      throw new IllegalArgumentException(
          "Cohen's kappa is of two raters; for %d take Fleiss' or Krippendorff's"
              .formatted(ratings.raters()));
    }
    RatedUnits rated = new RatedUnits(ratings);
    return coefficient(rated, new CohenKappa(rated, weights));
  }

  /**
   * Fleiss' kappa of several raters, who need not be the same ones for every unit (J. L. Fleiss,
   * "Measuring nominal scale agreement among many raters", 1971). Ratings are equal or not.
   *
   * @param ratings with the same number of ratings, at least two, for every unit that was rated
   * @return the coefficient, at most 1, and its interval; empty if nothing was rated, or all
   *     ratings are the same
   * @throws IllegalArgumentException if the numbers of ratings differ
   */
  public Optional<Estimate> fleissKappa(Ratings ratings) {
    int expected = -1;
    for (int unit = 0; unit < ratings.units(); unit++) {
      int size = ratings.ofUnit(unit).length;
      if (size > 0) {
        expected = expected < 0 ? size : expected;
        if (size < 2 || size != expected) {
          throw new IllegalArgumentException(
              "unit %d has %d ratings and another one %d; Fleiss' kappa needs the same number, at"
                      .formatted(unit, size, expected)
                  + " least 2, for all; Krippendorff's alpha does not");
        }
      }
    }
    RatedUnits rated = new RatedUnits(ratings);
    return coefficient(rated, new FleissKappa(rated));
  }

  /**
   * Krippendorff's alpha of any number of raters, with or without gaps (K. Krippendorff, "Computing
   * Krippendorff's alpha-reliability", 2011). Units with fewer than two ratings do not count.
   *
   * @param ratings of two raters or more
   * @param level what can be said about ratings
   * @return the coefficient, at most 1, and its interval; empty if no unit has two ratings, or all
   *     ratings are the same
   * @throws IllegalArgumentException if the level is that of ratios and a rating is negative, or
   *     there are more than 1,000 different ones
   */
  public Optional<Estimate> krippendorffAlpha(Ratings ratings, Level level) {
    RatedUnits rated = new RatedUnits(ratings);
    return coefficient(rated, KrippendorffAlpha.of(rated, level));
  }

  private Optional<Estimate> coefficient(RatedUnits rated, ToDoubleFunction<int[]> coefficient) {
    return rated.units.length == 0
        ? Optional.empty()
        : Replicates.coefficient(
            bootstrap, new ChoiceResample(Clusters.singles(rated.units.length), coefficient));
  }
}
