package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score.Label;
import io.fmops.eval.stats.Bootstrap.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static double macroF1(ConfusionMatrix matrix) {
    return matrix.macro().f1();
  }

  private static final Bootstrap PERCENTILE = new Bootstrap(2_000, 0.95, 1993, Method.PERCENTILE);

  // The survival times, in days, of the mice in Efron and Tibshirani, table 2.1.
  private static final double[] TREATED = {94, 197, 16, 38, 99, 141, 23};
  private static final double[] UNTREATED = {52, 104, 146, 10, 51, 30, 40, 27, 46};

  @Test
  void meanHasTheIntervalThatItsStandardErrorLetsExpect() {
    // The bootstrap's standard errors there: 25.24 and 14.14 days times sqrt((n - 1) / n).
    assertMean(TREATED, 86.86, 23.36);
    assertMean(UNTREATED, 56.22, 13.33);
  }

  private static void assertMean(double[] values, double mean, double standardError) {
    Estimate estimate = PERCENTILE.mean(values);
    assertThat(estimate.value()).isCloseTo(mean, within(0.005));
    assertThat(estimate.n()).isEqualTo(values.length);
    // Both samples are skewed to the right, so the interval is not quite symmetric.
    assertThat(estimate.low()).isCloseTo(mean - 1.96 * standardError, within(6.0));
    assertThat(estimate.high()).isCloseTo(mean + 1.96 * standardError, within(6.0));
  }

  @Test
  void intervalIsBetweenTheRankedReplicates() {
    // Replicates 0 to 38 in some order: at 95 % k is 40 * 0.025, the smallest and the largest.
    int[] calls = {-2};
    Estimate estimate = new Bootstrap(39, 0.95, 1, Method.PERCENTILE)
        .statistic(5, indices -> (++calls[0] * 7) % 39);
    assertThat(estimate.low()).isZero();
    assertThat(estimate.high()).isEqualTo(38);
    assertThat(new Bootstrap(1_999, 0.9, 1, Method.PERCENTILE).replicates()).isEqualTo(1_999);
  }

  @Test
  void intervalCoversTheTrueMeanAboutAsOftenAsItSays() {
    Random random = new Random(17);
    Bootstrap bootstrap = new Bootstrap(400, 0.95, 3, Method.BCA);
    long covered = IntStream.range(0, 400)
        .filter(round -> {
          Estimate estimate = bootstrap.mean(random.doubles(60).toArray());
          return estimate.low() <= 0.5 && 0.5 <= estimate.high();
        })
        .count();
    assertThat(covered / 400.0).isBetween(0.90, 0.98);
  }

  @Test
  void sameDataHasTheSameIntervalOnEveryThreadAndEveryMachine() {
    double[] values = new Random(1).doubles(200).toArray();
    Estimate estimate = PERCENTILE.mean(values);
    assertThat(IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> PERCENTILE.mean(values))
            .distinct())
        .containsExactly(estimate);
    assertThat(estimate.low()).isCloseTo(0.46332207396219416, within(1e-12));
    assertThat(estimate.high()).isCloseTo(0.5423939565098685, within(1e-12));
    Estimate accelerated = Bootstrap.DEFAULT.mean(values);
    assertThat(accelerated.low()).isCloseTo(0.4618666446130095, within(1e-12));
    assertThat(accelerated.high()).isCloseTo(0.5416933402008858, within(1e-12));
    ConfusionMatrix matrix =
        ConfusionMatrix.of(List.of("a", "b"), new long[][] {{40, 7, 3}, {9, 40, 1}});
    Estimate f1 = Bootstrap.DEFAULT.statistic(matrix, BootstrapTest::macroF1);
    assertThat(f1.low()).isCloseTo(0.7236060448150078, within(1e-12));
    assertThat(f1.high()).isCloseTo(0.881203007518797, within(1e-12));
    assertThat(new Bootstrap(2_000, 0.95, 7, Method.PERCENTILE).mean(values))
        .isNotEqualTo(estimate);
  }

  // One of the tests of spatial ability of 26 children, Efron and Tibshirani, table 14.1.
  private static final double[] SPATIAL = {
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41
  };

  @Test
  void varianceOfSpatialTestsHasThePublishedIntervals() {
    // The book, chapter 14: 171.5, at 90 % percentile (100.8, 233.9) and BCa (115.8, 259.6) from
    // 2,000 replicates. SciPy 1.17 has (98.9, 236.2) and (115.7, 261.8) from 20,000.
    Estimate percentile = new Bootstrap(20_000, 0.9, 1, Method.PERCENTILE)
        .statistic(SPATIAL.length, BootstrapTest::spatialVariance);
    Estimate accelerated = new Bootstrap(20_000, 0.9, 1, Method.BCA)
        .statistic(SPATIAL.length, BootstrapTest::spatialVariance);
    assertThat(accelerated.value()).isCloseTo(171.534, within(0.001));
    assertThat(percentile.low()).isCloseTo(98.9, within(1.0));
    assertThat(percentile.high()).isCloseTo(236.2, within(1.0));
    assertThat(accelerated.low()).isCloseTo(115.7, within(1.0));
    assertThat(accelerated.high()).isCloseTo(261.8, within(1.5));
    // The book's acceleration is 0.061.
    ChoiceResample sample =
        new ChoiceResample(Clusters.singles(SPATIAL.length), BootstrapTest::spatialVariance);
    assertThat(sample.accelerations(sample.values(), new SplittableRandom(1), 100)[0])
        .isCloseTo(0.061, within(0.0005));
  }

  private static double spatialVariance(int[] indices) {
    double mean = Arrays.stream(indices).mapToDouble(i -> SPATIAL[i]).sum() / indices.length;
    return Arrays.stream(indices)
            .mapToDouble(i -> (SPATIAL[i] - mean) * (SPATIAL[i] - mean))
            .sum()
        / indices.length;
  }

  @Test
  void accelerationOfAMeanIsTheSameByItsFormulaAndByLeavingOutExamples() {
    double[] values =
        new Random(3).doubles(50).map(value -> value * value * value).toArray();
    MeanResample mean = MeanResample.of(values);
    ChoiceResample general = new ChoiceResample(
        Clusters.singles(50),
        indices -> Arrays.stream(indices).mapToDouble(i -> values[i]).sum() / indices.length);
    SplittableRandom random = new SplittableRandom(1);
    double acceleration = mean.accelerations(mean.values(), random, 100)[0];
    assertThat(acceleration).isPositive();
    assertThat(general.accelerations(general.values(), random, 100)[0])
        .isCloseTo(acceleration, within(1e-12));
    double centre = Arrays.stream(values).average().orElseThrow();
    double cubes =
        Arrays.stream(values).map(value -> Math.pow(value - centre, 3)).sum();
    double squares =
        Arrays.stream(values).map(value -> Math.pow(value - centre, 2)).sum();
    assertThat(acceleration).isCloseTo(cubes / (6 * Math.pow(squares, 1.5)), within(1e-12));
  }

  @Test
  void accelerationOfAMatrixIsThatOfItsRowsAndARandomChoiceComesNear() {
    List<Label> rows = rows(new Random(5), 3_000, 0.9);
    ConfusionMatrix matrix = matrix(rows);
    CellResample cells = new CellResample(matrix, List.of(BootstrapTest::macroF1));
    LabelColumns columns = LabelColumns.of(rows, rows);
    ChoiceResample choices = new ChoiceResample(
        Clusters.singles(rows.size()), indices -> macroF1(columns.matrix(0, indices)));
    SplittableRandom random = new SplittableRandom(1);
    double byCells = cells.accelerations(cells.values(), random, 100)[0];
    assertThat(byCells).isNegative();
    assertThat(choices.accelerations(choices.values(), random, 3_000)[0])
        .isCloseTo(byCells, within(1e-9));
    assertThat(choices.accelerations(choices.values(), random, 1_000)[0])
        .isCloseTo(byCells, within(0.002));
    assertThat(cells.accelerations(cells.values(), random, 5)[0]).isFinite();
  }

  @Test
  void skewMovesTheIntervalToTheLongerTail() {
    double[] skewed = new Random(9).doubles(40).map(value -> -Math.log(value)).toArray();
    Estimate percentile = PERCENTILE.mean(skewed);
    Estimate accelerated = Bootstrap.DEFAULT.mean(skewed);
    assertThat(accelerated.low()).isGreaterThan(percentile.low());
    assertThat(accelerated.high()).isGreaterThan(percentile.high());
  }

  @Test
  void statisticsOfOneMatrixAreThoseThatEachHasByItself() {
    ConfusionMatrix matrix = matrix(rows(new Random(4), 200, 0.8));
    Map<String, ToDoubleFunction<ConfusionMatrix>> figures = new LinkedHashMap<>();
    figures.put("macro", BootstrapTest::macroF1);
    figures.put("accuracy", ConfusionMatrix::accuracy);
    Map<String, Estimate> estimates = Bootstrap.DEFAULT.statistics(matrix, figures);
    assertThat(estimates.keySet()).containsExactly("macro", "accuracy");
    figures.forEach((name, figure) ->
        assertThat(estimates.get(name)).isEqualTo(Bootstrap.DEFAULT.statistic(matrix, figure)));
    assertThat(Bootstrap.DEFAULT.statistics(matrix, Map.of())).isEmpty();
  }

  @Test
  void statisticThatIsNeverBelowItsValueStillHasAnInterval() {
    // The sample's minimum is the least that a replicate can have.
    double[] values = new Random(2).doubles(30).toArray();
    Estimate minimum = Bootstrap.DEFAULT.statistic(
        values.length,
        indices -> Arrays.stream(indices).mapToDouble(i -> values[i]).min().orElseThrow());
    assertThat(minimum.low()).isEqualTo(minimum.value());
    assertThat(minimum.high()).isGreaterThanOrEqualTo(minimum.value());
  }

  @Test
  void clustersAreDrawnAsAWhole() {
    // Ten sources with five like examples each are ten examples, and not fifty.
    double[] sources = new Random(12).doubles(10).toArray();
    double[] values = new double[50];
    Arrays.setAll(values, i -> sources[i % 10]);
    Clusters clusters =
        Clusters.of(IntStream.range(0, 50).mapToObj(i -> "doc" + i % 10).toList());
    Estimate bySource = Bootstrap.DEFAULT.mean(sources);
    Estimate byCluster = Bootstrap.DEFAULT.mean(values, clusters);
    assertThat(byCluster.value()).isCloseTo(bySource.value(), within(1e-12));
    assertThat(byCluster.low()).isCloseTo(bySource.low(), within(1e-12));
    assertThat(byCluster.high()).isCloseTo(bySource.high(), within(1e-12));
    assertThat(byCluster.n()).isEqualTo(50);
    Estimate unaware = Bootstrap.DEFAULT.mean(values);
    assertThat(unaware.high() - unaware.low())
        .isLessThan(0.6 * (byCluster.high() - byCluster.low()));
    Estimate general = Bootstrap.DEFAULT.statistic(
        clusters,
        indices -> Arrays.stream(indices).mapToDouble(i -> values[i]).sum() / indices.length);
    assertThat(general.low()).isCloseTo(byCluster.low(), within(1e-12));
    assertThat(general.high()).isCloseTo(byCluster.high(), within(1e-12));
  }

  @Test
  void clustersOfSeveralSizesAndLabelsAreDrawnAsAWhole() {
    Random random = new Random(13);
    List<Label> rows = rows(random, 120, 0.8);
    List<Integer> sources =
        IntStream.range(0, 120).map(i -> i * i / 400).boxed().toList();
    Clusters clusters = Clusters.of(sources);
    assertThat(clusters.count()).isEqualTo(sources.stream().distinct().count());
    assertThat(clusters.examples()).isEqualTo(120);
    double[] hits = rows.stream().mapToDouble(row -> correct(row) ? 1 : 0).toArray();
    Estimate mean = Bootstrap.DEFAULT.mean(hits, clusters);
    Estimate accuracy = Bootstrap.DEFAULT.statistic(rows, clusters, ConfusionMatrix::accuracy);
    assertThat(accuracy.value()).isCloseTo(mean.value(), within(1e-12));
    assertThat(accuracy.low()).isCloseTo(mean.low(), within(1e-12));
    assertThat(accuracy.high()).isCloseTo(mean.high(), within(1e-12));

    List<Label> others = new ArrayList<>();
    for (Label row : rows) {
      others.add(
          new Label("label", row.expected(), random.nextInt(3) == 0 ? "肯定" : row.predicted()));
    }
    double[] otherHits =
        others.stream().mapToDouble(row -> correct(row) ? 1 : 0).toArray();
    Estimate labels =
        Bootstrap.DEFAULT.pairedDifference(rows, others, clusters, ConfusionMatrix::accuracy);
    Estimate scores = Bootstrap.DEFAULT.pairedDifference(hits, otherHits, clusters);
    assertThat(labels.value()).isCloseTo(scores.value(), within(1e-12));
    assertThat(labels.low()).isCloseTo(scores.low(), within(1e-12));
    assertThat(labels.high()).isCloseTo(scores.high(), within(1e-12));
  }

  @Test
  void clustersOfOneExampleEachChangeNothing() {
    double[] values = new Random(14).doubles(40).toArray();
    Clusters singles = Clusters.of(IntStream.range(0, 40).boxed().toList());
    assertThat(Bootstrap.DEFAULT.mean(values, singles)).isEqualTo(Bootstrap.DEFAULT.mean(values));
  }

  @Test
  void clustersOfOtherExamplesAreErrors() {
    Clusters clusters = Clusters.of(List.of("a", "a", "b"));
    String problem = "2 examples have clusters for 3; every example needs one";
    assertProblem(() -> Bootstrap.DEFAULT.mean(new double[2], clusters), problem);
    assertProblem(
        () -> Bootstrap.DEFAULT.pairedDifference(new double[2], new double[2], clusters), problem);
    assertProblem(
        () -> Bootstrap.DEFAULT.statistic(
            rows(new Random(1), 2, 1), clusters, BootstrapTest::macroF1),
        problem);
    assertProblem(
        () -> Bootstrap.DEFAULT.statistic(Clusters.of(List.of()), indices -> 0),
        "a bootstrap needs at least one example, but n is 0");
  }

  @Test
  void anyStatisticOfTheExamplesCanBeEstimated() {
    double[] values = new Random(2).doubles(101).toArray();
    Estimate median = Bootstrap.DEFAULT.statistic(values.length, indices -> {
      double[] drawn =
          Arrays.stream(indices).mapToDouble(i -> values[i]).sorted().toArray();
      return drawn[50];
    });
    assertThat(median.low()).isLessThan(median.value());
    assertThat(median.high()).isGreaterThan(median.value());
    Estimate mean = Bootstrap.DEFAULT.mean(values);
    Estimate general = Bootstrap.DEFAULT.statistic(
        values.length,
        indices -> Arrays.stream(indices).mapToDouble(i -> values[i]).sum() / indices.length);
    assertThat(general.low()).as("the same draws").isCloseTo(mean.low(), within(1e-12));
    assertThat(general.high()).isCloseTo(mean.high(), within(1e-12));
  }

  @Test
  void cellsOfAMatrixAreDrawnLikeItsRows() {
    List<Label> rows = rows(new Random(4), 400, 0.8);
    ConfusionMatrix matrix = matrix(rows);
    Estimate byCells = Bootstrap.DEFAULT.statistic(matrix, BootstrapTest::macroF1);
    Estimate byRows = Bootstrap.DEFAULT.statistic(
        rows.size(),
        indices -> macroF1(matrix(Arrays.stream(indices).mapToObj(rows::get).toList())));
    assertThat(byCells.value()).isEqualTo(byRows.value());
    assertThat(byCells.low()).isCloseTo(byRows.low(), within(0.006));
    assertThat(byCells.high()).isCloseTo(byRows.high(), within(0.006));
    assertThat(byCells.n()).isEqualTo(400);

    double[] hits = rows.stream()
        .mapToDouble(row -> row.expected().equals(row.predicted()) ? 1 : 0)
        .toArray();
    Estimate accuracy = Bootstrap.DEFAULT.statistic(matrix, ConfusionMatrix::accuracy);
    Estimate mean = Bootstrap.DEFAULT.mean(hits);
    assertThat(accuracy.value()).isEqualTo(mean.value());
    assertThat(accuracy.low()).isCloseTo(mean.low(), within(0.006));
    assertThat(accuracy.high()).isCloseTo(mean.high(), within(0.006));
  }

  @Test
  void pairingTakesOutWhatBothCandidatesFindHard() {
    Random random = new Random(6);
    double[] b = random.doubles(100).toArray();
    double[] a = Arrays.stream(b)
        .map(value -> value + 0.05 + 0.01 * random.nextGaussian())
        .toArray();
    Estimate difference = Bootstrap.DEFAULT.pairedDifference(a, b);
    assertThat(difference.value()).isCloseTo(0.05, within(0.005));
    assertThat(difference.low()).isPositive();
    assertThat(difference.high() - difference.low()).isLessThan(0.01);
    Estimate reversed = Bootstrap.DEFAULT.pairedDifference(b, a);
    assertThat(reversed.value()).isCloseTo(-difference.value(), within(1e-12));
    assertThat(reversed.high()).isNegative();
  }

  @Test
  void pairedLabelsHaveADifferenceOfAnyStatistic() {
    List<Label> a = rows(new Random(8), 300, 0.9);
    List<Label> b = rows(new Random(8), 300, 0.6);
    Estimate difference = Bootstrap.DEFAULT.pairedDifference(a, b, BootstrapTest::macroF1);
    assertThat(difference.value())
        .isCloseTo(macroF1(matrix(a)) - macroF1(matrix(b)), within(1e-12));
    assertThat(difference.low()).isPositive();
    assertThat(Bootstrap.DEFAULT.pairedDifference(a, a, BootstrapTest::macroF1))
        .isEqualTo(new Estimate(0, 0, 0, 300));
    double[] hits = new double[300];
    Arrays.setAll(hits, i -> (correct(a.get(i)) ? 1 : 0) - (correct(b.get(i)) ? 1 : 0));
    Estimate accuracy = Bootstrap.DEFAULT.pairedDifference(a, b, ConfusionMatrix::accuracy);
    Estimate mean = Bootstrap.DEFAULT.mean(hits);
    assertThat(accuracy.low()).isCloseTo(mean.low(), within(1e-9));
    assertThat(accuracy.high()).isCloseTo(mean.high(), within(1e-9));
  }

  private static boolean correct(Label row) {
    return row.expected().equals(row.predicted());
  }

  private static List<Label> rows(Random random, int n, double accuracy) {
    List<String> labels = List.of("肯定", "否定", "中立");
    List<Label> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String expected = labels.get(random.nextInt(3));
      String other = random.nextInt(4) == 0 ? Label.NO_LABEL : labels.get(random.nextInt(3));
      rows.add(new Label("label", expected, random.nextDouble() < accuracy ? expected : other));
    }
    return rows;
  }

  private static ConfusionMatrix matrix(List<Label> rows) {
    ConfusionMatrix.Builder builder = ConfusionMatrix.builder(List.of("中立", "否定", "肯定"));
    rows.forEach(builder::add);
    return builder.build();
  }

  @Test
  void meanOfSharesHasWilsonsIntervalAndOthersHaveTheBootstraps() {
    assertThat(Estimate.ofMean(new double[] {1, 0, 1, 1, 0})).isEqualTo(Wilson.of(3, 5));
    assertThat(Estimate.ofMean(new double[] {1, 1, 1, 1})).isEqualTo(Wilson.of(4, 4));
    double[] scores = {1, 0, 0.5, 0.25, 1, 0.75};
    assertThat(Estimate.ofMean(scores)).isEqualTo(Bootstrap.DEFAULT.mean(scores));
    assertProblem(
        () -> Estimate.ofMean(new double[0]), "a bootstrap needs at least one example, but n is 0");
    assertProblem(
        () -> Estimate.ofMean(new double[] {1, Double.NaN}), "the value NaN is not finite");
  }

  @Test
  void manyExamplesInBundlesHaveTheIntervalThatTheirStandardErrorLetsExpect() {
    int n = 50_000;
    SplittableRandom random = new SplittableRandom(7);
    // In ascending order, where neighbours in one bundle would hide how much examples differ.
    double[] values = random.doubles(n).map(u -> -Math.log(1 - u)).sorted().toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1.0);
    double error = Math.sqrt(variance / n);
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    Bootstrap exact = new Bootstrap(10_000, 0.95, 1993, Method.BCA);
    Estimate direct = exact.mean(values);
    Estimate ofSums = exact.ofSums(new double[][] {values, ones}, sums -> sums[0] / sums[1]);
    for (Estimate estimate : List.of(direct, ofSums)) {
      assertThat(estimate.n()).isEqualTo(n);
      assertThat(estimate.value()).isCloseTo(mean, within(1e-12));
      // 10,000 replicates know an end to about 4 % of the standard error.
      assertThat(estimate.low()).isCloseTo(mean - 1.96 * error, within(0.15 * error));
      assertThat(estimate.high()).isCloseTo(mean + 1.96 * error, within(0.15 * error));
    }
  }

  @Test
  void statisticsOfSumsAreThoseOfAnyStatisticOfTheExamples() {
    double[][] columns = {{1, 0, 2, 5, 3, 1}, {2, 3, 2, 9, 4, 1}};
    assertThat(Bootstrap.DEFAULT.ofSums(columns, sums -> sums[0] / sums[1]))
        .isEqualTo(Bootstrap.DEFAULT.statistic(
            6,
            chosen -> Arrays.stream(chosen).mapToDouble(i -> columns[0][i]).sum()
                / Arrays.stream(chosen).mapToDouble(i -> columns[1][i]).sum()));
    assertProblem(
        () -> Bootstrap.DEFAULT.ofSums(new double[0][], sums -> 0),
        "a statistic of sums needs at least one column");
    assertProblem(
        () -> Bootstrap.DEFAULT.ofSums(new double[][] {{1}, {1, 2}}, sums -> 0),
        "columns are of 1 and of 2 examples");
  }

  @Test
  void samplesThatShowNoVariationHaveNoWidth() {
    assertThat(Bootstrap.DEFAULT.mean(new double[] {0.3}))
        .isEqualTo(new Estimate(0.3, 0.3, 0.3, 1));
    double[] same = new double[10];
    Arrays.fill(same, 0.1);
    assertThat(Bootstrap.DEFAULT.mean(same)).isEqualTo(new Estimate(0.1, 0.1, 0.1, 10));
    ConfusionMatrix one =
        ConfusionMatrix.of(List.of("a", "b"), new long[][] {{5, 0, 0}, {0, 0, 0}});
    assertThat(Bootstrap.DEFAULT.statistic(one, ConfusionMatrix::accuracy))
        .isEqualTo(new Estimate(1, 1, 1, 5));
  }

  @Test
  void samplesThatCannotBeDrawnFromAreErrors() {
    Bootstrap bootstrap = Bootstrap.DEFAULT;
    String empty = "a bootstrap needs at least one example, but n is 0";
    assertProblem(() -> bootstrap.mean(new double[0]), empty);
    assertProblem(() -> bootstrap.statistic(0, indices -> 0), empty);
    assertProblem(
        () -> bootstrap.statistic(
            ConfusionMatrix.builder(List.of("a")).build(), BootstrapTest::macroF1),
        empty);
    assertProblem(
        () -> bootstrap.pairedDifference(List.of(), List.of(), BootstrapTest::macroF1), empty);
    assertProblem(
        () -> bootstrap.mean(new double[] {1, Double.NaN}), "the value NaN is not finite");
    assertProblem(
        () -> bootstrap.statistic(3, indices -> 1 / 0.0), "the value Infinity is not finite");
    assertProblem(
        () -> bootstrap.pairedDifference(new double[2], new double[3]),
        "2 and 3 values cannot be paired; both must be of the same examples");
    assertProblem(
        () -> bootstrap.pairedDifference(
            List.of(new Label("label", "a", "a")),
            List.of(new Label("label", "b", "a")),
            BootstrapTest::macroF1),
        "pair 0 expects \"a\" and \"b\"; both must be of the same example");
  }

  @Test
  void settingsThatGiveNoIntervalAreErrors() {
    assertProblem(
        () -> new Bootstrap(2_000, 1, 0, Method.BCA),
        "the confidence is 1.0; it must lie between 0 and 1");
    assertProblem(
        () -> new Bootstrap(2_000, Double.NaN, 0, Method.BCA),
        "the confidence is NaN; it must lie between 0 and 1");
    assertProblem(
        () -> new Bootstrap(20, 0.95, 0, Method.PERCENTILE),
        "20 replicates are too few for a confidence of 0.95; take 39");
    assertProblem(
        () -> new Estimate(Double.NaN, 0, 1, 1), "an estimate must be finite: NaN in 0.0 to 1.0");
    assertProblem(() -> new Estimate(0, 1, 0, 1), "the interval 1.0 to 0.0 is upside down");
    assertProblem(() -> new Estimate(0, 0, 0, 0), "an estimate needs a sample, but n is 0");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
