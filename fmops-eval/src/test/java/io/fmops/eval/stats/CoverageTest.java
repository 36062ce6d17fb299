package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score.Label;
import io.fmops.eval.stats.PairedTest.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether intervals and p-values keep their word, over 2,000 made-up datasets each. */
@Tag("long")
class CoverageTest {

  private static final int DATASETS = 2_000;

  private final SplittableRandom random = new SplittableRandom(2026);

  private static void assertCovers(double truth, Supplier<Estimate> interval) {
    long covered = IntStream.range(0, DATASETS)
        .mapToObj(i -> interval.get())
        .filter(estimate -> estimate.low() <= truth && truth <= estimate.high())
        .count();
    assertThat(covered / (double) DATASETS).isBetween(0.93, 0.97);
  }

  private static double falseAlarms(Supplier<Significance> test) {
    long alarms = IntStream.range(0, DATASETS)
        .mapToObj(i -> test.get())
        .filter(significance -> significance.pValue() <= 0.05)
        .count();
    return alarms / (double) DATASETS;
  }

  private static double[] sample(int n, DoubleSupplier score) {
    double[] sample = new double[n];
    Arrays.setAll(sample, i -> score.getAsDouble());
    return sample;
  }

  /** Mostly near 0, like the ROUGE-2 of summaries: a cube, with the mean 1/4. */
  private double skewed() {
    double draw = random.nextDouble();
    return draw * draw * draw;
  }

  /** Mostly 1, else anything: a token F1 of short answers, with the mean 0.85. */
  private double mostlyRight() {
    return random.nextDouble() < 0.7 ? 1 : random.nextDouble();
  }

  @Test
  void intervalsOfMeansOfSkewedScores() {
    assertCovers(0.25, () -> Estimate.ofMean(sample(100, this::skewed)));
    assertCovers(0.85, () -> Estimate.ofMean(sample(100, this::mostlyRight)));
  }

  @Test
  void intervalsOfShares() {
    for (double share : new double[] {0.5, 0.8, 0.95}) {
      for (int n : new int[] {50, 100, 1_000}) {
        assertCovers(
            share, () -> Estimate.ofMean(sample(n, () -> random.nextDouble() < share ? 1 : 0)));
      }
    }
  }

  // How often each of three classes is answered with each one, or with none, of 100.
  private static final long[][] SHARES = {{30, 5, 3, 1}, {4, 30, 2, 1}, {2, 3, 18, 1}};
  private static final List<String> CLASSES = List.of("a", "b", "c");

  @Test
  void intervalsOfF1AndMacroF1() {
    Map<String, ToDoubleFunction<ConfusionMatrix>> figures = Map.of(
        "f1",
        matrix -> matrix.of("a").f1(),
        "macro-f1",
        matrix -> matrix.macro().f1());
    ConfusionMatrix truth = ConfusionMatrix.of(CLASSES, SHARES);
    AliasTable rows =
        new AliasTable(Arrays.stream(SHARES).flatMapToLong(Arrays::stream).toArray());
    Map<String, Integer> covered = new HashMap<>();
    for (int dataset = 0; dataset < DATASETS; dataset++) {
      long[][] counts = new long[3][4];
      for (int i = 0; i < 200; i++) {
        int cell = rows.draw(random);
        counts[cell / 4][cell % 4]++;
      }
      Bootstrap.DEFAULT
          .statistics(ConfusionMatrix.of(CLASSES, counts), figures)
          .forEach((name, estimate) -> {
            double value = figures.get(name).applyAsDouble(truth);
            boolean covers = estimate.low() <= value && value <= estimate.high();
            covered.merge(name, covers ? 1 : 0, Integer::sum);
          });
    }
    assertThat(covered).hasSize(2);
    assertThat(covered.values())
        .allSatisfy(count -> assertThat(count / (double) DATASETS).isBetween(0.93, 0.97));
  }

  private static final Clusters SOURCES =
      Clusters.of(IntStream.range(0, 200).map(i -> i / 4).boxed().toList());

  /** Four scores from each of 50 sources: what comes from one source resembles each other. */
  private double[] clustered() {
    double[] scores = new double[200];
    for (int i = 0; i < scores.length; i += 4) {
      double source = random.nextDouble();
      for (int j = i; j < i + 4; j++) {
        scores[j] = 0.7 * source + 0.3 * random.nextDouble();
      }
    }
    return scores;
  }

  @Test
  void intervalsOfMeansOfClustersAndOnlyThose() {
    assertCovers(0.5, () -> Bootstrap.DEFAULT.mean(clustered(), SOURCES));
    long covered = IntStream.range(0, DATASETS)
        .mapToObj(i -> Bootstrap.DEFAULT.mean(clustered()))
        .filter(estimate -> estimate.low() <= 0.5 && 0.5 <= estimate.high())
        .count();
    assertThat(covered / (double) DATASETS).isLessThan(0.8);
  }

  @Test
  void intervalsOfPairedDifferences() {
    assertCovers(0.1, () -> {
      double[] hard = sample(100, this::skewed);
      double[] a =
          Arrays.stream(hard).map(h -> 0.7 * h + 0.3 * random.nextDouble()).toArray();
      double[] b =
          Arrays.stream(hard).map(h -> 0.7 * h + 0.1 * random.nextDouble()).toArray();
      return Bootstrap.DEFAULT.pairedDifference(a, b);
    });
  }

  private static final PairedTest PERMUTATION = new PairedTest(Method.PERMUTATION, 999, 1);

  @Test
  void permutationTestsOfCandidatesThatAreAlike() {
    for (int n : new int[] {12, 100}) {
      assertThat(falseAlarms(() -> {
            double[] hard = sample(n, this::skewed);
            double[] a = Arrays.stream(hard).map(h -> h + random.nextDouble()).toArray();
            double[] b = Arrays.stream(hard).map(h -> h + random.nextDouble()).toArray();
            return PERMUTATION.compare(a, b);
          }))
          .isBetween(0.04, 0.06);
    }
  }

  @Test
  void permutationTestsOfLabelsOfCandidatesThatAreAlike() {
    assertThat(falseAlarms(() -> {
          List<Label> a = new ArrayList<>();
          List<Label> b = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            String expected = label();
            a.add(new Label("label", expected, random.nextInt(2) == 0 ? expected : label()));
            b.add(new Label("label", expected, random.nextInt(2) == 0 ? expected : label()));
          }
          return PERMUTATION.compare(a, b, matrix -> matrix.macro().f1());
        }))
        .isBetween(0.04, 0.06);
  }

  private String label() {
    return "class " + Math.min(random.nextInt(3), random.nextInt(3));
  }

  @Test
  void permutationTestsOfClustersAndOnlyThose() {
    Supplier<double[][]> alike = () -> new double[][] {clustered(), clustered()};
    assertThat(falseAlarms(() -> {
          double[][] scores = alike.get();
          return PERMUTATION.compare(scores[0], scores[1], SOURCES);
        }))
        .isBetween(0.04, 0.06);
    assertThat(falseAlarms(() -> {
          double[][] scores = alike.get();
          return PERMUTATION.compare(scores[0], scores[1]);
        }))
        .isGreaterThan(0.2);
  }

  @Test
  void bootstrapTestsOfCandidatesThatAreAlike() {
    PairedTest test = new PairedTest(Method.BOOTSTRAP, 999, 1);
    assertThat(falseAlarms(
            () -> test.compare(sample(100, this::mostlyRight), sample(100, this::mostlyRight))))
        .isBetween(0.04, 0.06);
    assertThat(falseAlarms(
            () -> test.compare(sample(8, this::mostlyRight), sample(8, this::mostlyRight))))
        .as("too many with few examples")
        .isGreaterThan(0.06);
  }

  @Test
  void midPValuesKeepTheLevelAndExactOnesFallShortOfIt() {
    DoubleSupplier right = () -> random.nextDouble() < 0.6 ? 1 : 0;
    List<McNemar> counts = IntStream.range(0, DATASETS)
        .mapToObj(i -> McNemar.of(sample(300, right), sample(300, right)))
        .toList();
    double mid = counts.stream().filter(c -> c.midP() <= 0.05).count() / (double) DATASETS;
    double exact = counts.stream().filter(c -> c.exactP() <= 0.05).count() / (double) DATASETS;
    assertThat(mid).isBetween(0.04, 0.06);
    assertThat(exact).isLessThan(0.04);
  }
}
