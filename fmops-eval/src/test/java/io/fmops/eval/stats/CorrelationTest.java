package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorrelationTest {

  private static double spearman(double[] x, double[] y) {
    return Correlation.DEFAULT.spearman(x, y).orElseThrow().value();
  }

  private static double kendall(double[] x, double[] y) {
    return Correlation.DEFAULT.kendallTauB(x, y).orElseThrow().value();
  }

  /** Pairs with these counts: a row for each x, a column for each y. */
  private static double[][] table(int[][] counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .flatMap(x -> IntStream.range(0, counts[x].length)
            .boxed()
            .flatMap(y -> IntStream.range(0, counts[x][y]).mapToObj(i -> new double[] {x, y})))
        .toArray(double[][]::new);
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  @Test
  void coefficientsOfPublishedExamplesAreThePublishedOnes() {
    // Wikipedia, "Spearman's rank correlation coefficient": intelligence and hours of television.
    double[] intelligence = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    double[] television = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    assertThat(spearman(intelligence, television)).isCloseTo(-29 / 165.0, within(1e-12));
    assertThat(kendall(intelligence, television)).isCloseTo(-1 / 9.0, within(1e-12));
    // The examples in SciPy's documentation of spearmanr and kendalltau.
    assertThat(spearman(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7}))
        .isCloseTo(0.8207826816681233, within(1e-12));
    assertThat(kendall(new double[] {12, 2, 1, 12, 2}, new double[] {1, 4, 7, 1, 0}))
        .isCloseTo(-0.4714045207910316, within(1e-12));
  }

  @Test
  void coefficientsOfTablesAreThePublishedOnes() {
    // Agresti's income and job satisfaction: tau-b 0.152.
    double[][] satisfaction =
        table(new int[][] {{1, 3, 10, 6}, {2, 3, 10, 7}, {1, 6, 14, 12}, {0, 1, 9, 11}});
    assertThat(kendall(column(satisfaction, 0), column(satisfaction, 1)))
        .isCloseTo(0.1524, within(5e-5));
    // SAS's example of pain, as DescTools quotes it: 0.3372567. SciPy 1.17's BCa bootstrap with
    // 4,000 replicates has (0.200, 0.453).
    double[][] pain = table(new int[][] {{26, 26, 23, 18, 9}, {6, 7, 9, 14, 23}});
    Correlation precise = new Correlation(new Bootstrap(20_000, 0.95, 1, Bootstrap.Method.BCA));
    Estimate tau = precise.kendallTauB(column(pain, 0), column(pain, 1)).orElseThrow();
    assertThat(tau.value()).isCloseTo(0.3372567, within(5e-8));
    assertThat(tau.low()).isCloseTo(0.200, within(0.004));
    assertThat(tau.high()).isCloseTo(0.453, within(0.004));
    assertThat(tau.n()).isEqualTo(161);
    // SciPy 1.17.
    assertThat(spearman(column(pain, 0), column(pain, 1)))
        .isCloseTo(0.3770608813287904, within(1e-12));
    assertThat(spearman(column(satisfaction, 0), column(satisfaction, 1)))
        .isCloseTo(0.17689171071944315, within(1e-12));
  }

  @Test
  void intervalsAreThoseOfAnotherBootstrap() {
    // SciPy 1.17, bootstrap with method='BCa' and paired=True: (0.721, 0.983) and (0.511, 0.937).
    double[] x = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6};
    double[] y = {2, 1, 2, 3, 3, 3, 5, 4, 4, 6, 6, 5};
    Estimate rho = Correlation.DEFAULT.spearman(x, y).orElseThrow();
    assertThat(rho.value()).isCloseTo(0.9247371227251237, within(1e-12));
    assertThat(rho.low()).isCloseTo(0.721, within(0.03));
    assertThat(rho.high()).isCloseTo(0.983, within(0.01));
    Estimate tau = Correlation.DEFAULT.kendallTauB(x, y).orElseThrow();
    assertThat(tau.value()).isCloseTo(0.8403658068160179, within(1e-12));
    assertThat(tau.low()).isCloseTo(0.511, within(0.05));
    assertThat(tau.high()).isCloseTo(0.937, within(0.01));
  }

  @Test
  void coefficientsOfRandomScoresAreThoseOfTheDefinition() {
    Random random = new Random(1);
    Correlation quick = new Correlation(new Bootstrap(39, 0.95, 1, Bootstrap.Method.PERCENTILE));
    for (int round = 0; round < 300; round++) {
      int n = 1 + random.nextInt(30);
      int scale = 1 + random.nextInt(12);
      double[] x = random.doubles(n).map(value -> Math.rint(value * scale) - 3).toArray();
      double[] y = Arrays.stream(x).map(value -> value + random.nextInt(scale)).toArray();
      double tau = tauByPairs(x, y);
      if (Double.isNaN(tau)) {
        assertThat(quick.kendallTauB(x, y)).isEmpty();
        assertThat(quick.spearman(x, y)).isEmpty();
      } else {
        assertThat(quick.kendallTauB(x, y).orElseThrow().value()).isCloseTo(tau, within(1e-9));
        assertThat(quick.spearman(x, y).orElseThrow().value())
            .isCloseTo(pearson(ranks(x), ranks(y)), within(1e-9));
      }
    }
  }

  private static double tauByPairs(double[] x, double[] y) {
    double same = 0;
    double untiedX = 0;
    double untiedY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        same += Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]);
        untiedX += x[i] == x[j] ? 0 : 1;
        untiedY += y[i] == y[j] ? 0 : 1;
      }
    }
    return same / Math.sqrt(untiedX * untiedY);
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(value -> Arrays.stream(values).filter(other -> other < value).count()
            + (Arrays.stream(values).filter(other -> other == value).count() + 1) / 2.0)
        .toArray();
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    return products / Math.sqrt(squaresX * squaresY);
  }

  @Test
  void anyMonotoneScaleRanksAlike() {
    double[] x = new Random(2).doubles(100).toArray();
    double[] y = Arrays.stream(x).map(value -> 100 + Math.exp(value)).toArray();
    double[] back = Arrays.stream(x).map(value -> -value).toArray();
    assertThat(Correlation.DEFAULT.spearman(x, y)).hasValue(new Estimate(1, 1, 1, 100));
    assertThat(Correlation.DEFAULT.kendallTauB(x, back)).hasValue(new Estimate(-1, -1, -1, 100));
  }

  @Test
  void columnsWithoutDifferencesHaveNoCoefficient() {
    double[] same = {3, 3, 3};
    double[] other = {1, 2, 3};
    assertThat(Correlation.DEFAULT.spearman(same, other)).isEmpty();
    assertThat(Correlation.DEFAULT.kendallTauB(other, same)).isEmpty();
    assertThat(Correlation.DEFAULT.spearman(new double[0], new double[0])).isEmpty();
    assertThat(Correlation.DEFAULT.kendallTauB(new double[] {0.0, -0.0}, new double[] {1, 2}))
        .as("both zeros are the same")
        .isEmpty();
  }

  @Test
  void manyScoresTakeNoQuadraticTime() {
    Random random = new Random(3);
    Correlation quick = new Correlation(new Bootstrap(39, 0.95, 1, Bootstrap.Method.BCA));
    double[] x = random.doubles(100_000).toArray();
    double[] y = Arrays.stream(x).map(value -> value + random.nextGaussian()).toArray();
    Estimate tau = quick.kendallTauB(x, y).orElseThrow();
    assertThat(tau.value()).isBetween(0.15, 0.20);
    assertThat(tau.high() - tau.low()).isBetween(0.001, 0.02);
    assertThat(quick.spearman(x, y).orElseThrow().value()).isBetween(0.25, 0.29);
  }

  @Test
  void numbersThatCannotBeRankedAreErrors() {
    assertThatThrownBy(() -> Correlation.DEFAULT.spearman(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 and 3 values cannot be paired; both must be of the same examples");
    assertThatThrownBy(
            () -> Correlation.DEFAULT.kendallTauB(new double[] {Double.NaN}, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value NaN is not finite");
  }
}
