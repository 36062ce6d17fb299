package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeopleAgreementTest {

  /** Pairs of ratings from a table of counts, rows the first rater's. */
  private static double[][] ratings(int[][] table) {
    List<double[]> pairs = new ArrayList<>();
    for (int r = 0; r < table.length; r++) {
      for (int c = 0; c < table[r].length; c++) {
        for (int i = 0; i < table[r][c]; i++) {
          pairs.add(new double[] {r + 1, c + 1});
        }
      }
    }
    return new double[][] {
      pairs.stream().mapToDouble(p -> p[0]).toArray(),
      pairs.stream().mapToDouble(p -> p[1]).toArray()
    };
  }

  /** J. Cohen, 1960, table 1: kappa is 0.492 over these proportions of 200. */
  @Test
  void kappaIsThatOfCohensOwnExample() {
    double[][] both = ratings(new int[][] {{88, 14, 18}, {10, 40, 10}, {2, 6, 12}});
    assertThat(PeopleAgreement.nominalKappa(both[0], both[1]).getAsDouble())
        .isCloseTo(0.492, within(0.0005));
  }

  /** By the definition with weights over a table of counts. */
  @Test
  void quadraticKappaIsThatOfTheTableOfCounts() {
    int[][] table = {{5, 2, 0, 1}, {1, 7, 3, 0}, {0, 2, 6, 2}, {1, 0, 1, 9}};
    double[][] both = ratings(table);
    int n = both[0].length;
    double observed = 0;
    double chance = 0;
    for (int r = 0; r < 4; r++) {
      for (int c = 0; c < 4; c++) {
        int row = IntStream.of(table[r]).sum();
        int column = table[0][c] + table[1][c] + table[2][c] + table[3][c];
        observed += (r - c) * (r - c) * table[r][c] / (double) n;
        chance += (r - c) * (r - c) * (double) row * column / ((double) n * n);
      }
    }
    assertThat(PeopleAgreement.quadraticKappa(both[0], both[1]).getAsDouble())
        .isCloseTo(1 - observed / chance, within(1e-12));
  }

  /** The example of IQ and hours of television: -29/165 = -0.175757575. */
  @Test
  void rankCorrelationIsThatOfAKnownExample() {
    double[] iq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    double[] hours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    assertThat(PeopleAgreement.pearson(PeopleAgreement.ranks(iq), PeopleAgreement.ranks(hours))
            .getAsDouble())
        .isCloseTo(-29.0 / 165, within(1e-9));
  }

  @Test
  void equalValuesShareTheirMeanRank() {
    assertThat(PeopleAgreement.ranks(new double[] {3, 1, 3, 3, 0})).containsExactly(4, 2, 4, 4, 1);
  }

  @Test
  void whereARaterAlwaysSaysTheSameThereIsNoCoefficient() {
    double[] five = {5, 5, 5};
    double[] other = {1, 2, 3};
    PeopleAgreement both = new PeopleAgreement(five, five);
    assertThat(both.kappa()).isEmpty();
    assertThat(both.weightedKappa()).isEmpty();
    assertThat(both.spearman()).isEmpty();
    assertThat(new PeopleAgreement(five, other).spearman()).isEmpty();
    assertThat(new PeopleAgreement(new double[0], new double[0]).kappa()).isEmpty();
    assertThat(PeopleAgreement.quadraticKappa(five, other)).isPresent();
  }

  @Test
  void leastSquaresFindTheCoefficientsThatMadeTheValues() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 50;
    double[] a = random.doubles(n).toArray();
    double[] b = random.doubles(n, 0, 1e6).toArray();
    double[] y =
        IntStream.range(0, n).mapToDouble(i -> 3 + 2 * a[i] - 1e-5 * b[i]).toArray();
    int[] all = IntStream.range(0, n).toArray();
    LeastSquares fit = LeastSquares.withIntercept(y, List.of(a, b));
    assertThat(fit.coefficient(0, all).getAsDouble()).isCloseTo(2, within(1e-9));
    assertThat(fit.coefficient(1, all).getAsDouble()).isCloseTo(-1e-5, within(1e-12));
    double[] noLevel =
        IntStream.range(0, n).mapToDouble(i -> 2 * a[i] - 1e-5 * b[i]).toArray();
    assertThat(
            LeastSquares.throughZero(noLevel, List.of(a, b)).coefficient(0, all).getAsDouble())
        .isCloseTo(2, within(1e-9));
    assertThat(LeastSquares.throughZero(y, List.of(a, b)).coefficient(0, all).getAsDouble())
        .isNotCloseTo(2, within(0.1));
    double[] twice = IntStream.range(0, n).mapToDouble(i -> 2 * a[i]).toArray();
    assertThat(LeastSquares.withIntercept(y, List.of(a, twice)).coefficient(0, all))
        .isEmpty();
    assertThat(LeastSquares.withIntercept(y, List.of(new double[n])).coefficient(0, all))
        .isEmpty();
  }
}
