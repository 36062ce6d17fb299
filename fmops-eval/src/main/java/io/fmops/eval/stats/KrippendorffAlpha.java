package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Krippendorff's alpha as one less the disagreement within units through that among all ratings.
 * The sums over all pairs of ratings are closed forms wherever there is one, so time grows with the
 * number of ratings only.
 */
abstract class KrippendorffAlpha implements ToDoubleFunction<int[]> {

  private static final int MAX_RATIO_LEVELS = 1_000;

  private final RatedUnits rated;

  private KrippendorffAlpha(RatedUnits rated) {
    this.rated = rated;
  }

  static KrippendorffAlpha of(RatedUnits rated, Agreement.Level level) {
    return switch (level) {
      case NOMINAL -> new Nominal(rated);
      case ORDINAL -> new Ordinal(rated);
      case INTERVAL -> new Interval(rated);
      case RATIO -> new Ratio(rated);
    };
  }

  /**
   * The positions of the levels on which a disagreement is a distance; they may depend on counts.
   */
  abstract double[] positions(long[] counts);

  /** The sum of the disagreements of all pairs of the ratings counted, every pair once. */
  abstract double among(long[] counts, double[] positions);

  /** The sum of the disagreements of all pairs of a unit's ratings, every pair once. */
  abstract double within(int unit, double[] positions);

  final int[] unit(int unit) {
    return rated.units[unit];
  }

  @Override
  public double applyAsDouble(int[] chosen) {
    long[] counts = rated.counts(chosen);
    if (Arrays.stream(counts).filter(count -> count > 0).count() < 2) {
      return Double.NaN;
    }
    double[] positions = positions(counts);
    double within = 0;
    for (int unit : chosen) {
      within += within(unit, positions) / (unit(unit).length - 1);
    }
    double ratings = Arrays.stream(counts).sum();
    return 1 - (ratings - 1) * within / among(counts, positions);
  }

  /** What pairs of a unit disagree about, by a function of two levels. */
  private static double pairs(int[] levels, PairFunction disagreement) {
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += disagreement.apply(levels[i], levels[j]);
      }
    }
    return sum;
  }

  private interface PairFunction {
    double apply(int level, int other);
  }

  /** Disagreements within units that do not depend on what else was drawn. */
  private abstract static class Fixed extends KrippendorffAlpha {

    private final double[] within;

    private Fixed(RatedUnits rated, PairFunction disagreement) {
      super(rated);
      this.within = Arrays.stream(rated.units)
          .mapToDouble(unit -> pairs(unit, disagreement))
          .toArray();
    }

    @Override
    double within(int unit, double[] positions) {
      return within[unit];
    }
  }

  private static final class Nominal extends Fixed {

    private Nominal(RatedUnits rated) {
      super(rated, (a, b) -> a == b ? 0 : 1);
    }

    @Override
    double[] positions(long[] counts) {
      return new double[0];
    }

    @Override
    double among(long[] counts, double[] positions) {
      double ratings = 0;
      double squares = 0;
      for (long count : counts) {
        ratings += count;
        squares += (double) count * count;
      }
      return (ratings * ratings - squares) / 2;
    }
  }

  private static final class Interval extends Fixed {

    private final double[] centred;

    private Interval(RatedUnits rated) {
      super(rated, (a, b) -> square(rated.levels[a] - rated.levels[b]));
      // Far from zero, the squares would lose what matters.
      double centre = Arrays.stream(rated.levels).average().orElse(0);
      this.centred = Arrays.stream(rated.levels).map(level -> level - centre).toArray();
    }

    @Override
    double[] positions(long[] counts) {
      return centred;
    }

    @Override
    double among(long[] counts, double[] positions) {
      return squaredDistances(counts, positions);
    }
  }

  /** The positions are the mean ranks of the ratings drawn. */
  private static final class Ordinal extends KrippendorffAlpha {

    private Ordinal(RatedUnits rated) {
      super(rated);
    }

    @Override
    double[] positions(long[] counts) {
      double[] positions = new double[counts.length];
      double below = -Arrays.stream(counts).sum() / 2.0;
      for (int level = 0; level < counts.length; level++) {
        positions[level] = below + counts[level] / 2.0;
        below += counts[level];
      }
      return positions;
    }

    @Override
    double among(long[] counts, double[] positions) {
      return squaredDistances(counts, positions);
    }

    @Override
    double within(int unit, double[] positions) {
      return pairs(unit(unit), (a, b) -> square(positions[a] - positions[b]));
    }
  }

  private static final class Ratio extends Fixed {

    private final double[] levels;

    private Ratio(RatedUnits rated) {
      super(rated, (a, b) -> disagreement(rated.levels[a], rated.levels[b]));
      this.levels = rated.levels;
      if (levels.length > 0 && levels[0] < 0) {
        throw new IllegalArgumentException(
            "the rating " + levels[0] + " is negative; ratios need a scale that begins at 0");
      }
      if (levels.length > MAX_RATIO_LEVELS) {
        throw new IllegalArgumentException(
            "%d different ratings are too many for ratios; round them to at most %d"
                .formatted(levels.length, MAX_RATIO_LEVELS));
      }
    }

    private static double disagreement(double a, double b) {
      return a == b ? 0 : square((a - b) / (a + b));
    }

    @Override
    double[] positions(long[] counts) {
      return levels;
    }

    @Override
    double among(long[] counts, double[] positions) {
      double sum = 0;
      for (int i = 0; i < counts.length; i++) {
        double row = 0;
        for (int j = 0; j < i; j++) {
          row += counts[j] * disagreement(levels[i], levels[j]);
        }
        sum += counts[i] * row;
      }
      return sum;
    }
  }

  private static double square(double x) {
    return x * x;
  }

  /** Over all pairs; of positions around zero, so that little is lost by taking the difference. */
  private static double squaredDistances(long[] counts, double[] positions) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (int level = 0; level < counts.length; level++) {
      n += counts[level];
      sum += counts[level] * positions[level];
      squares += counts[level] * square(positions[level]);
    }
    return n * squares - sum * sum;
  }
}
