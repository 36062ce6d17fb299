package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score.Label;
import io.fmops.eval.stats.PairedTest.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedTestTest {

  // Darwin's maize: by how many eighths of an inch each crossed plant is taller than its partner.
  private static final double[] MAIZE = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48
  };

  private static final PairedTest BOOTSTRAP = new PairedTest(Method.BOOTSTRAP, 19_999, 1);

  @Test
  void darwinsMaizeHasFishersExactValue() {
    // "The Design of Experiments", section 21: 863 of 32,768 exchanges in each direction.
    Significance test = PairedTest.DEFAULT.compare(MAIZE, new double[15]);
    assertThat(test).isEqualTo(new Significance(314 / 15.0, 2 * 863 / 32_768.0, 15));
  }

  @Test
  void randomExchangesComeNearTheExactValue() {
    Significance test =
        new PairedTest(Method.PERMUTATION, 16_383, 4).compare(MAIZE, new double[15]);
    assertThat(test.pValue()).isCloseTo(2 * 863 / 32_768.0, within(0.006));
    assertThat(test.pValue() * 16_384)
        .as("(b + 1) / (m + 1)")
        .isCloseTo(Math.rint(test.pValue() * 16_384), within(1e-6));
    assertThat(BOOTSTRAP.compare(MAIZE, new double[15]).pValue()).isBetween(0.01, 0.06);
  }

  private static final double[] A = {.9, .4, .7, .8, .3, .6, .75, .2};
  private static final double[] B = {.8, .5, .3, .7, .35, .2, .7, .1};

  @Test
  void exchangesThatAreAsExtremeButForRoundingCount() {
    // SciPy 1.17, permutation_test with permutation_type='samples' and all permutations: 0.125.
    // Some differences are 0.1 and 0.4 in decimals only.
    Significance test = PairedTest.DEFAULT.compare(A, B);
    assertThat(test.pValue()).isEqualTo(0.125);
    assertThat(test.difference()).isCloseTo(0.125, within(1e-12));
    Significance reversed = PairedTest.DEFAULT.compare(B, A);
    assertThat(reversed.pValue()).isEqualTo(0.125);
    assertThat(reversed.difference()).isCloseTo(-0.125, within(1e-12));
  }

  @Test
  void clustersAreExchangedAsAWhole() {
    // Sums of 0.0, 0.5, 0.4 and 0.1: 4 of 16 signs are as extreme.
    Clusters clusters = Clusters.of(List.of(0, 0, 1, 1, 2, 2, 2, 3));
    Significance test = PairedTest.DEFAULT.compare(A, B, clusters);
    assertThat(test.pValue()).isEqualTo(0.25);
    assertThat(test.difference()).isCloseTo(0.125, within(1e-12));
    assertThat(test.n()).isEqualTo(8);
  }

  @Test
  void candidatesThatAreAlikeHaveThePValueOne() {
    assertThat(PairedTest.DEFAULT.compare(A, A)).isEqualTo(new Significance(0, 1, 8));
    assertThat(BOOTSTRAP.compare(A, A)).isEqualTo(new Significance(0, 1, 8));
    double[] turned = {.4, .9, .3};
    double[] back = {.9, .4, .3};
    assertThat(PairedTest.DEFAULT.compare(turned, back).pValue()).isEqualTo(1);
    List<Label> labels = labels(new Random(1), 20, 0.7);
    assertThat(PairedTest.DEFAULT.compare(labels, labels, m -> m.macro().f1()))
        .isEqualTo(new Significance(0, 1, 20));
  }

  @Test
  void scoresOfZeroAndOneHaveTheValueOfTheExactMcNemarTest() {
    double[] a = new double[60];
    double[] b = new double[60];
    Arrays.fill(a, 0, 11, 1);
    Arrays.fill(b, 11, 14, 1);
    Arrays.fill(a, 30, 40, 1);
    Arrays.fill(b, 30, 40, 1);
    Significance test = PairedTest.DEFAULT.compare(a, b);
    assertThat(test.pValue()).isCloseTo(McNemar.of(a, b).exactP(), within(1e-12));
    Arrays.fill(a, 40, 60, 1);
    Arrays.fill(b, 40, 60, 0);
    assertThat(PairedTest.DEFAULT.compare(a, b).pValue()).isEqualTo(1 / 20_000.0);
  }

  @Test
  void labelsAreExchangedLikeScores() {
    Random random = new Random(2);
    List<Label> a = labels(random, 200, 0.85);
    List<Label> b = answers(a, random, 0.8);
    double[] hits = hits(a);
    double[] otherHits = hits(b);
    for (PairedTest test : List.of(PairedTest.DEFAULT, BOOTSTRAP)) {
      Significance byLabels = test.compare(a, b, ConfusionMatrix::accuracy);
      Significance byScores = test.compare(hits, otherHits);
      assertThat(byLabels.difference()).isCloseTo(byScores.difference(), within(1e-12));
      assertThat(byLabels.pValue()).isCloseTo(byScores.pValue(), within(0.01));
      Clusters clusters =
          Clusters.of(IntStream.range(0, 200).map(i -> i / 20).boxed().toList());
      assertThat(test.compare(a, b, clusters, ConfusionMatrix::accuracy).pValue())
          .isCloseTo(test.compare(hits, otherHits, clusters).pValue(), within(0.01));
    }
  }

  @Test
  void differenceOfMacroF1IsFound() {
    Random random = new Random(3);
    List<Label> a = labels(random, 300, 0.95);
    List<Label> b = answers(a, random, 0.6);
    assertThat(PairedTest.DEFAULT.compare(a, b, m -> m.macro().f1()).pValue()).isLessThan(1e-4);
    assertThat(BOOTSTRAP.compare(a, b, m -> m.macro().f1()).pValue()).isLessThan(1e-4);
  }

  private static List<Label> labels(Random random, int n, double accuracy) {
    List<String> names = List.of("肯定", "否定", "中立");
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String expected = names.get(random.nextInt(3));
      labels.add(new Label(
          "label",
          expected,
          random.nextDouble() < accuracy ? expected : names.get(random.nextInt(3))));
    }
    return labels;
  }

  private static List<Label> answers(List<Label> questions, Random random, double accuracy) {
    return questions.stream()
        .map(question -> new Label(
            "label",
            question.expected(),
            random.nextDouble() < accuracy ? question.expected() : Label.NO_LABEL))
        .toList();
  }

  private static double[] hits(List<Label> labels) {
    return labels.stream()
        .mapToDouble(label -> label.expected().equals(label.predicted()) ? 1 : 0)
        .toArray();
  }

  @Test
  void sameDataHasTheSameValueOnEveryThreadAndEveryMachine() {
    double[] a = new Random(5).doubles(300).toArray();
    double[] b = new Random(6).doubles(300).toArray();
    PairedTest test = new PairedTest(Method.PERMUTATION, 999, 7);
    Significance once = test.compare(a, b);
    assertThat(
            IntStream.range(0, 8).parallel().mapToObj(i -> test.compare(a, b)).distinct())
        .containsExactly(once);
    assertThat(once.pValue()).isEqualTo(0.749);
    assertThat(new PairedTest(Method.PERMUTATION, 999, 8).compare(a, b)).isNotEqualTo(once);
  }

  @Test
  void whatCannotBeComparedIsAnError() {
    PairedTest test = PairedTest.DEFAULT;
    assertProblem(
        () -> test.compare(new double[2], new double[3]),
        "2 and 3 values cannot be paired; both must be of the same examples");
    assertProblem(
        () -> test.compare(new double[0], new double[0]),
        "a test needs at least one example, but there is none");
    assertProblem(
        () -> test.compare(List.of(), List.of(), ConfusionMatrix::accuracy),
        "a test needs at least one example, but there is none");
    assertProblem(
        () -> test.compare(new double[] {Double.NaN}, new double[1]),
        "the value NaN is not finite");
    assertProblem(
        () -> test.compare(new double[3], new double[3], Clusters.of(List.of("a", "b"))),
        "3 examples have clusters for 2; every example needs one");
    assertProblem(
        () ->
            test.compare(labels(new Random(1), 2, 1), labels(new Random(1), 2, 0.5), m -> 0 / 0.0),
        "the value NaN is not finite");
    assertProblem(
        () -> new PairedTest(Method.BOOTSTRAP, 98, 0),
        "98 resamples are too few for a p-value; take 99 or more");
    assertProblem(
        () -> new Significance(0, 0, 1),
        "the p-value is 0.0; it must be more than 0 and at most 1");
    assertProblem(() -> new Significance(0, 1, 0), "a test needs a sample, but n is 0");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
