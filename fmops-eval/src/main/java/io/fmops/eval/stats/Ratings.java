package io.fmops.eval.stats;

import io.fmops.eval.metric.Score;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What several raters said about the same units: people and judges about answers. Ratings may be
 * missing. {@link Agreement} measures how well the raters agree. Immutable and thread-safe.
 *
 * <pre>{@code
 * Ratings scores = Ratings.ofScores(scoresOfJudge, scoresOfReviewer);
 * Ratings labels = Ratings.ofLabels(List.of("bad", "fair", "good"), List.of(labelsOfJudge, labelsOfReviewer));
 * }</pre>
 */
public final class Ratings {

  // One row a rater, in the order of the units; NaN stands where there is no rating.
  private final double[][] values;

  private Ratings(double[][] values) {
    this.values = values;
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "agreement needs two raters or more; there are " + values.length);
    }
    for (double[] rater : values) {
      if (rater.length != values[0].length) {
        throw new IllegalArgumentException(
            "raters have %d and %d ratings; all need one place for every unit"
                .formatted(values[0].length, rater.length));
      }
      for (double value : rater) {
        if (Double.isInfinite(value)) {
          throw new IllegalArgumentException("the rating " + value + " is not finite");
        }
      }
    }
  }

  /**
   * Ratings that are numbers, such as 1 to 10.
   *
   * @param raters for each rater the numbers, one a unit, all in the same order of units;
   *     {@link Double#NaN} where a rater gave none; copied
   * @return the ratings
   * @throws IllegalArgumentException if there are fewer than two raters, their numbers of units
   *     differ, or a number is infinite
   */
  public static Ratings ofScores(double[]... raters) {
    return new Ratings(Arrays.stream(raters).map(double[]::clone).toArray(double[][]::new));
  }

  /**
   * Ratings that are categories.
   *
   * @param categories all that there are; if they have an order, in that order, the distance from
   *     one to the next being 1
   * @param raters for each rater the categories, one a unit, all in the same order of units;
   *     {@link Score.Label#NO_LABEL} where a rater gave none
   * @return the ratings
   * @throws IllegalArgumentException if there are fewer than two raters, their numbers of units
   *     differ, or a rating is none of the categories
   */
  public static Ratings ofLabels(List<String> categories, List<List<String>> raters) {
    return new Ratings(raters.stream()
        .map(rater ->
            rater.stream().mapToDouble(label -> place(categories, label)).toArray())
        .toArray(double[][]::new));
  }

  private static double place(List<String> categories, String label) {
    if (Objects.requireNonNull(label, "label").equals(Score.Label.NO_LABEL)) {
      return Double.NaN;
    }
    int place = categories.indexOf(label);
    if (place < 0) {
      throw new IllegalArgumentException(
          "\"%.60s\" is none of the %d categories".formatted(label, categories.size()));
    }
    return place;
  }

  /**
   * How many raters there are.
   *
   * @return 2 or more
   */
  public int raters() {
    return values.length;
  }

  /**
   * How many units there are, those that nobody rated included.
   *
   * @return 0 or more
   */
  public int units() {
    return values[0].length;
  }

  /** The ratings of one unit, without those that are missing. */
  double[] ofUnit(int unit) {
    return Arrays.stream(values)
        .mapToDouble(rater -> rater[unit])
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }
}
