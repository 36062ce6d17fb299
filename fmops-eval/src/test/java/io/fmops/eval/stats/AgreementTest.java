package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.Score.Label;
import io.fmops.eval.stats.Agreement.Level;
import io.fmops.eval.stats.Agreement.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final double NONE = Double.NaN;

  private static double cohen(Ratings ratings, Weights weights) {
    return Agreement.DEFAULT.cohenKappa(ratings, weights).orElseThrow().value();
  }

  private static double fleiss(Ratings ratings) {
    return Agreement.DEFAULT.fleissKappa(ratings).orElseThrow().value();
  }

  private static double alpha(Ratings ratings, Level level) {
    return Agreement.DEFAULT.krippendorffAlpha(ratings, level).orElseThrow().value();
  }

  /** Two raters whose ratings have these counts: a row for each of the first one's. */
  private static Ratings table(int[][] counts) {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts[row].length; column++) {
        first.addAll(Collections.nCopies(counts[row][column], (double) row));
        second.addAll(Collections.nCopies(counts[row][column], (double) column));
      }
    }
    return Ratings.ofScores(
        first.stream().mapToDouble(x -> x).toArray(),
        second.stream().mapToDouble(x -> x).toArray());
  }

  @Test
  void kappaOfATableIsWhatSasPrints() {
    // SAS's output, as statsmodels' tests quote it: 0.4842, and 0.4701 with linear weights.
    Ratings ratings = table(new int[][] {{0, 4, 1}, {0, 8, 0}, {0, 1, 5}});
    assertThat(cohen(ratings, Weights.UNWEIGHTED)).isCloseTo(0.4842, within(5e-5));
    assertThat(cohen(ratings, Weights.LINEAR)).isCloseTo(0.4701, within(5e-5));
  }

  // The anxiety of 20 people as three raters saw it, from R's package irr.
  private static final double[][] ANXIETY = {
    {3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3},
    {3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4},
    {2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2}
  };

  @Test
  void weightedKappasOfAnxietyAreThoseOfIrr() {
    // irr's kappa2 has 0.1459075 and 0.2520325 because it closes the gap at 5, where nobody is.
    double[][] closed = Arrays.stream(ANXIETY)
        .map(rater -> Arrays.stream(rater).map(x -> x == 6 ? 5 : x).toArray())
        .toArray(double[][]::new);
    Ratings ratings = Ratings.ofScores(closed[1], closed[2]);
    assertThat(cohen(ratings, Weights.UNWEIGHTED)).isCloseTo(-0.006289308, within(1e-8));
    assertThat(cohen(ratings, Weights.LINEAR)).isCloseTo(0.1459075, within(1e-7));
    assertThat(cohen(ratings, Weights.QUADRATIC)).isCloseTo(0.2520325, within(1e-7));
    // With the gap, a 6 is three from a 3, and kappa is that of the full table.
    Ratings open = Ratings.ofScores(ANXIETY[1], ANXIETY[2]);
    assertThat(cohen(open, Weights.LINEAR))
        .isCloseTo(byTable(ANXIETY[1], ANXIETY[2], 1), within(1e-12));
    assertThat(cohen(open, Weights.QUADRATIC))
        .isCloseTo(byTable(ANXIETY[1], ANXIETY[2], 2), within(1e-12));
  }

  /** Cohen's kappa by its definition, over all pairs. */
  private static double byTable(double[] a, double[] b, double power) {
    double observed = 0;
    double expected = 0;
    for (int i = 0; i < a.length; i++) {
      observed += Math.pow(Math.abs(a[i] - b[i]), power) / a.length;
      for (double other : b) {
        expected += Math.pow(Math.abs(a[i] - other), power) / a.length / b.length;
      }
    }
    return 1 - observed / expected;
  }

  @Test
  void kappasOfRandomScoresAreThoseOfTheDefinition() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int n = 2 + random.nextInt(40);
      double[] a = random.doubles(n).map(x -> Math.rint(x * 7) + 100).toArray();
      double[] b = Arrays.stream(a).map(x -> random.nextBoolean() ? x : 100.5).toArray();
      Ratings ratings = Ratings.ofScores(a, b);
      if (Agreement.DEFAULT.cohenKappa(ratings, Weights.LINEAR).isPresent()) {
        assertThat(cohen(ratings, Weights.LINEAR)).isCloseTo(byTable(a, b, 1), within(1e-9));
        assertThat(cohen(ratings, Weights.QUADRATIC)).isCloseTo(byTable(a, b, 2), within(1e-9));
        assertThat(cohen(ratings, Weights.UNWEIGHTED)).isCloseTo(byTable(a, b, 1e-9), within(1e-6));
      }
    }
  }

  /** As many raters as there are ratings of each unit; who gave which does not matter. */
  private static Ratings counted(int[][] counts) {
    int raters = Arrays.stream(counts[0]).sum();
    double[][] ratings = new double[raters][counts.length];
    for (int unit = 0; unit < counts.length; unit++) {
      int rater = 0;
      for (int category = 0; category < counts[unit].length; category++) {
        for (int i = 0; i < counts[unit][category]; i++) {
          ratings[rater++][unit] = category;
        }
      }
    }
    return Ratings.ofScores(ratings);
  }

  // Fleiss, 1971, table 1: the diagnoses that six psychiatrists gave each of 30 patients, by
  // depression, personality disorder, schizophrenia, neurosis and other.
  private static final int[][] DIAGNOSES = {
    {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
    {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
    {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1},
    {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3},
    {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1},
    {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}
  };

  @Test
  void kappaOfDiagnosesIsTheOneFleissPublished() {
    // 0.430 in the paper; irr's kappam.fleiss prints 0.4302445.
    Estimate kappa = Agreement.DEFAULT.fleissKappa(counted(DIAGNOSES)).orElseThrow();
    assertThat(kappa.value()).isCloseTo(0.4302445, within(1e-7));
    assertThat(kappa.n()).isEqualTo(30);
    assertThat(kappa.low()).isBetween(0.25, 0.38);
    assertThat(kappa.high()).isBetween(0.48, 0.60);
  }

  @Test
  void kappaOfTheExampleInWikipediaIsItsKappa() {
    // Ten subjects, 14 raters, five categories: 0.210.
    int[][] counts = {
      {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
      {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}
    };
    assertThat(fleiss(counted(counts))).isCloseTo(0.210, within(5e-4));
  }

  // Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, sections A to C.
  private static final Ratings BINARY = Ratings.ofScores(
      new double[] {0, 1, 0, 0, 0, 0, 0, 0, 1, 0}, new double[] {1, 1, 1, 0, 0, 1, 0, 0, 0, 0});
  private static final Ratings FOUR_OBSERVERS = Ratings.ofScores(
      new double[] {1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE},
      new double[] {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3},
      new double[] {NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE},
      new double[] {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE});
  private static final List<List<String>> LETTERS = List.of(
      List.of("a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"),
      List.of("b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"));

  @Test
  void alphasOfKrippendorffsExamplesAreHis() {
    assertThat(alpha(BINARY, Level.NOMINAL)).isCloseTo(0.095, within(5e-4));
    assertThat(alpha(Ratings.ofLabels(List.of("a", "b", "c", "d", "e"), LETTERS), Level.NOMINAL))
        .isCloseTo(0.692, within(5e-4));
    assertThat(alpha(FOUR_OBSERVERS, Level.NOMINAL)).isCloseTo(0.743, within(5e-4));
    assertThat(alpha(FOUR_OBSERVERS, Level.ORDINAL)).isCloseTo(0.815, within(5e-4));
    assertThat(alpha(FOUR_OBSERVERS, Level.INTERVAL)).isCloseTo(0.849, within(5e-4));
    assertThat(alpha(FOUR_OBSERVERS, Level.RATIO)).isCloseTo(0.797, within(5e-4));
    Estimate interval =
        Agreement.DEFAULT.krippendorffAlpha(FOUR_OBSERVERS, Level.NOMINAL).orElseThrow();
    assertThat(interval.n()).as("the twelfth unit has one rating").isEqualTo(11);
    assertThat(interval.low()).isBetween(0.2, 0.7);
    assertThat(interval.high()).isBetween(0.8, 1.0);
  }

  @Test
  void alphasOfTheExampleInWikipediaAreItsAlphas() {
    // Three coders, 15 units, many gaps: 0.691 nominal, 0.811 interval.
    Ratings ratings = Ratings.ofScores(
        new double[] {NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3},
        new double[] {1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
        new double[] {NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4});
    assertThat(alpha(ratings, Level.NOMINAL)).isCloseTo(0.691358, within(1e-6));
    assertThat(alpha(ratings, Level.INTERVAL)).isCloseTo(0.810845, within(1e-6));
  }

  @Test
  void alphasOfRandomRatingsAreThoseOfTheDefinition() {
    Random random = new Random(3);
    for (int round = 0; round < 30; round++) {
      int units = 3 + random.nextInt(15);
      double[][] values = new double[2 + random.nextInt(4)][units];
      for (double[] rater : values) {
        Arrays.setAll(rater, i -> random.nextInt(4) == 0 ? NONE : 1000 + random.nextInt(5));
      }
      Ratings ratings = Ratings.ofScores(values);
      for (Level level : Level.values()) {
        Agreement.DEFAULT
            .krippendorffAlpha(ratings, level)
            .ifPresent(
                alpha -> assertThat(alpha.value()).isCloseTo(byPairs(values, level), within(1e-9)));
      }
    }
  }

  /** Krippendorff's alpha by its definition, over all pairs of pairable values. */
  private static double byPairs(double[][] values, Level level) {
    List<double[]> units = IntStream.range(0, values[0].length)
        .mapToObj(unit -> Arrays.stream(values)
            .mapToDouble(rater -> rater[unit])
            .filter(value -> !Double.isNaN(value))
            .toArray())
        .filter(unit -> unit.length > 1)
        .toList();
    double[] all = units.stream().flatMapToDouble(Arrays::stream).toArray();
    double observed = 0;
    for (double[] unit : units) {
      for (double a : unit) {
        for (double b : unit) {
          observed += delta(a, b, all, level) / (unit.length - 1);
        }
      }
    }
    double expected = 0;
    for (double a : all) {
      for (double b : all) {
        expected += delta(a, b, all, level) / (all.length - 1);
      }
    }
    return 1 - observed / expected;
  }

  private static double delta(double a, double b, double[] all, Level level) {
    if (a == b) {
      return 0;
    }
    return switch (level) {
      case NOMINAL -> 1;
      case INTERVAL -> (a - b) * (a - b);
      case RATIO -> (a - b) * (a - b) / ((a + b) * (a + b));
      case ORDINAL -> {
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        double between = 0;
        for (double value : all) {
          between += value == low || value == high ? 0.5 : value > low && value < high ? 1 : 0;
        }
        yield between * between;
      }
    };
  }

  @Test
  void ratiosMayBeZero() {
    Ratings ratings = Ratings.ofScores(new double[] {0, 1, 2}, new double[] {0, 1, 2});
    assertThat(alpha(ratings, Level.RATIO)).isEqualTo(1);
    Ratings zeros = Ratings.ofScores(new double[] {0.0, -0.0, 2}, new double[] {-0.0, 0.0, 1});
    assertThat(alpha(zeros, Level.RATIO)).isLessThan(1);
  }

  @Test
  void japaneseCategoriesHaveTheirOrder() {
    List<String> scale = List.of("悪い", "普通", "良い");
    List<String> judge = List.of("良い", "普通", "悪い", "良い", "普通", Label.NO_LABEL, "悪い");
    List<String> person = List.of("良い", "良い", "悪い", "普通", "普通", "普通", "悪い");
    Ratings labels = Ratings.ofLabels(scale, List.of(judge, person));
    Ratings numbers =
        Ratings.ofScores(new double[] {2, 1, 0, 2, 1, NONE, 0}, new double[] {2, 2, 0, 1, 1, 1, 0});
    for (Weights weights : Weights.values()) {
      assertThat(Agreement.DEFAULT.cohenKappa(labels, weights))
          .isEqualTo(Agreement.DEFAULT.cohenKappa(numbers, weights));
    }
    assertThat(
            Agreement.DEFAULT.cohenKappa(labels, Weights.LINEAR).orElseThrow().n())
        .isEqualTo(6);
  }

  @Test
  void ratingsThatAreAllTheSameHaveNoAgreementBeyondChance() {
    Ratings same = Ratings.ofScores(new double[] {4, 4, 4}, new double[] {4, 4, 4});
    assertThat(Agreement.DEFAULT.cohenKappa(same, Weights.UNWEIGHTED)).isEmpty();
    assertThat(Agreement.DEFAULT.fleissKappa(same)).isEmpty();
    for (Level level : Level.values()) {
      assertThat(Agreement.DEFAULT.krippendorffAlpha(same, level)).isEmpty();
    }
    Ratings nothing = Ratings.ofScores(new double[] {4, NONE}, new double[] {NONE, 4});
    assertThat(Agreement.DEFAULT.cohenKappa(nothing, Weights.UNWEIGHTED)).isEmpty();
    assertThat(Agreement.DEFAULT.krippendorffAlpha(nothing, Level.RATIO)).isEmpty();
    Ratings never = Ratings.ofScores(new double[0], new double[0]);
    assertThat(Agreement.DEFAULT.fleissKappa(never)).isEmpty();
    // Half of the replicates of this have one level only; the others make the interval.
    Ratings once = Ratings.ofScores(new double[] {1, 0, 0}, new double[] {1, 0, 0});
    assertThat(Agreement.DEFAULT.cohenKappa(once, Weights.QUADRATIC))
        .hasValue(new Estimate(1, 1, 1, 3));
  }

  @Test
  void ratingsThatDoNotFitAreErrors() {
    assertProblem(
        () -> Ratings.ofScores(new double[3]), "agreement needs two raters or more; there are 1");
    assertProblem(
        () -> Ratings.ofScores(new double[3], new double[2]),
        "raters have 3 and 2 ratings; all need one place for every unit");
    assertProblem(
        () -> Ratings.ofScores(new double[1], new double[] {1 / 0.0}),
        "the rating Infinity is not finite");
    assertProblem(
        () -> Ratings.ofLabels(List.of("a", "b"), List.of(List.of("a"), List.of("A"))),
        "\"A\" is none of the 2 categories");
    Ratings three = Ratings.ofScores(new double[2], new double[2], new double[] {1, NONE});
    assertProblem(
        () -> Agreement.DEFAULT.cohenKappa(three, Weights.LINEAR),
        "Cohen's kappa is of two raters; for 3 take Fleiss' or Krippendorff's");
    assertProblem(
        () -> Agreement.DEFAULT.fleissKappa(three),
        "unit 1 has 2 ratings and another one 3; Fleiss' kappa needs the same number, at least 2,"
            + " for all; Krippendorff's alpha does not");
    assertProblem(
        () -> Agreement.DEFAULT.krippendorffAlpha(
            Ratings.ofScores(new double[] {-1, 2}, new double[] {1, 2}), Level.RATIO),
        "the rating -1.0 is negative; ratios need a scale that begins at 0");
    double[] many = new Random(1).doubles(1_001).toArray();
    assertProblem(
        () -> Agreement.DEFAULT.krippendorffAlpha(Ratings.ofScores(many, many), Level.RATIO),
        "1001 different ratings are too many for ratios; round them to at most 1000");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
