package io.fmops.eval.stats;

/**
 * Ratings that are corrected after each comparison, as in chess (A. E. Elo, "The Rating of
 * Chessplayers, Past and Present", 1978). They follow players that change, such as a model behind a
 * name, and need no memory of old comparisons; they depend on the order of the comparisons, and
 * never settle. For comparisons that are all there, {@link BradleyTerry} is better. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * double gain = Elo.DEFAULT.gain(ratingOfA, ratingOfB, 1);
 * ratingOfA += gain;
 * ratingOfB -= gain;
 * }</pre>
 *
 * @param k how many points an outcome can be worth at most, more than 0
 */
public record Elo(double k) {

  /** At most 16 points an outcome. */
  public static final Elo DEFAULT = new Elo(16);

  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  public Elo {
    if (!(k > 0 && k < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("k is " + k + "; it must be more than 0");
    }
  }

  /**
   * The score that a player is to be expected to have: the probability of a win, with half that of
   * a tie.
   *
   * @param rating the player's rating
   * @param opponent the other one's rating; 400 points are odds of ten to one
   * @return 0 to 1
   */
  public static double expected(double rating, double opponent) {
    return 1 / (1 + StrictMath.pow(10, (opponent - rating) / 400));
  }

  /**
   * What an outcome changes.
   *
   * @param rating the player's rating
   * @param opponent the other one's rating
   * @param score 1 if the player was found better, 0 if the other one was, 0.5 for a tie
   * @return the points to add to the player's rating, and to take from the other one's
   * @throws IllegalArgumentException if the score is not 0 to 1, or a rating is not finite
   */
  public double gain(double rating, double opponent, double score) {
    Checks.finite(rating);
    Checks.finite(opponent);
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("the score is " + score + "; it must be 0 to 1");
    }
    return k * (score - expected(rating, opponent));
  }
}
