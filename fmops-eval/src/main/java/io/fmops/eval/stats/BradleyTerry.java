package io.fmops.eval.stats;

/**
 * Ratings from pairwise comparisons, by the model that a player wins against another with the
 * probability of its strength in the sum of both (R. A. Bradley and M. E. Terry, "Rank analysis of
 * incomplete block designs", 1952). A tie counts as half a win for each. The order of the
 * comparisons does not matter, unlike with {@link Elo}.
 *
 * <p>Ratings are on the Elo scale: 400 points are odds of ten to one, and the mean of the players
 * is 1,000. So a rating says where a player stands among these players, and changes when others are
 * added.
 *
 * <p>By the comparisons alone, a player that always won would be infinitely strong, and nothing
 * would be known between players that nothing connects. Therefore each player starts with a small
 * prior: ties with a player of average strength, one by default, so that a player who won all ten
 * comparisons is rated high but not beyond measure. The prior does not connect what comparisons do
 * not: if the players fall into groups that were never compared, directly or through others, each
 * group stands around 1,000 by itself, and {@link Ranking} tells the groups and refuses to compare
 * across them.
 *
 * <p>The strengths are the most probable ones, which the minorization-maximization of D. R. Hunter
 * ("MM algorithms for generalized Bradley-Terry models", 2004) finds too; here Newton's method
 * does, in far fewer steps. Intervals are bootstrap intervals over the comparisons, which are taken
 * to be independent of each other. A hundred players who all met take some seconds. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * Ranking ranking = BradleyTerry.DEFAULT.rank(comparisons);
 * Estimate best = ranking.players().get(0).rating();
 * }</pre>
 *
 * @param prior how many ties with an average player each player starts with, 0.001 to 100
 * @param bootstrap how intervals are found
 */
public record BradleyTerry(double prior, Bootstrap bootstrap) {

  /** A prior of one tie, intervals by {@link Bootstrap#DEFAULT}. */
  public static final BradleyTerry DEFAULT = new BradleyTerry(1, Bootstrap.DEFAULT);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the prior is out of its range
   */
  public BradleyTerry {
    if (!(prior >= 0.001 && prior <= 100)) {
      throw new IllegalArgumentException("the prior is " + prior + "; it must be 0.001 to 100");
    }
  }

  /**
   * Rates all players.
   *
   * @param comparisons at least one
   * @return the ratings
   * @throws IllegalArgumentException if there is no comparison
   */
  public Ranking rank(Comparisons comparisons) {
    if (comparisons.total() == 0) {
      throw new IllegalArgumentException("a ranking needs at least one comparison");
    }
    return new Ranking(comparisons, prior, bootstrap);
  }
}
