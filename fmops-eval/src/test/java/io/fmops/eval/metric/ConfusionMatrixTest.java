package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.Score.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Measures of classes against the figures in scikit-learn's documentation. */
class ConfusionMatrixTest {

  private static ConfusionMatrix matrix(
      ConfusionMatrix.Builder builder, String expected, String predicted) {
    String[] truths = expected.split(" ", -1);
    String[] answers = predicted.split(" ", -1);
    for (int i = 0; i < truths.length; i++) {
      builder.add(
          new Label("label", truths[i], answers[i].equals("-") ? Label.NO_LABEL : answers[i]));
    }
    return builder.build();
  }

  private static void assertScores(
      PrecisionRecallF1 actual, double precision, double recall, double f1) {
    assertThat(actual.precision()).as("precision").isCloseTo(precision, within(0.005001));
    assertThat(actual.recall()).as("recall").isCloseTo(recall, within(0.005001));
    assertThat(actual.f1()).as("F1").isCloseTo(f1, within(0.005001));
  }

  @Test
  void agreesWithTheExampleOfClassificationReport() {
    ConfusionMatrix matrix = matrix(ConfusionMatrix.builder(), "0 1 2 2 2", "0 0 2 2 1");
    assertScores(matrix.of("0"), 0.50, 1.00, 0.67);
    assertScores(matrix.of("1"), 0.00, 0.00, 0.00);
    assertScores(matrix.of("2"), 1.00, 0.67, 0.80);
    assertThat(matrix.support("0")).isEqualTo(1);
    assertThat(matrix.support("2")).isEqualTo(3);
    assertThat(matrix.predicted("0")).isEqualTo(2);
    assertThat(matrix.predicted("2")).isEqualTo(2);
    assertThat(matrix.predicted(Label.NO_LABEL)).isZero();
    assertThat(matrix.accuracy()).isEqualTo(0.60);
    assertScores(matrix.macro(), 0.50, 0.56, 0.49);
    assertScores(matrix.weighted(), 0.70, 0.60, 0.61);
    assertThat(matrix.total()).isEqualTo(5);
  }

  @Test
  void agreesWithTheExampleOfClassificationReportOverSomeLabels() {
    // There 0 is predicted but not among the labels, which is what no label is here.
    ConfusionMatrix matrix =
        matrix(ConfusionMatrix.builder(List.of("1", "2", "3")), "1 1 1", "1 1 -");
    assertScores(matrix.of("1"), 1.00, 0.67, 0.80);
    assertScores(matrix.of("2"), 0.00, 0.00, 0.00);
    assertScores(matrix.micro(), 1.00, 0.67, 0.80);
    assertScores(matrix.macro(), 0.33, 0.22, 0.27);
    assertScores(matrix.weighted(), 1.00, 0.67, 0.80);
    assertThat(matrix.count("1", Label.NO_LABEL)).isEqualTo(1);
    assertThat(matrix.accuracy()).isEqualTo(2 / 3d);
  }

  @Test
  void agreesWithTheExampleOfPrecisionRecallFscoreSupport() {
    ConfusionMatrix matrix =
        matrix(ConfusionMatrix.builder(), "cat dog pig cat dog pig", "cat pig dog cat cat dog");
    // It prints them as 0.22..., 0.33..., 0.26... and 0.66...
    assertScores(matrix.macro(), 2 / 9d, 1 / 3d, 4 / 15d);
    assertScores(matrix.micro(), 0.33, 0.33, 0.33);
    assertScores(matrix.weighted(), 2 / 9d, 1 / 3d, 4 / 15d);
    assertScores(matrix.of("pig"), 0, 0, 0);
    assertScores(matrix.of("dog"), 0, 0, 0);
    assertScores(matrix.of("cat"), 2 / 3d, 1, 0.8);
    assertThat(matrix.micro().f1()).isEqualTo(matrix.accuracy());
  }

  @Test
  void agreesWithTheExampleOfConfusionMatrix() {
    ConfusionMatrix matrix = matrix(
        ConfusionMatrix.builder(List.of("ant", "bird", "cat")),
        "cat ant cat cat ant bird",
        "ant ant cat cat ant cat");
    assertThat(matrix)
        .hasToString("ConfusionMatrix[ant=[2, 0, 0, 0], bird=[0, 0, 1, 0], cat=[1, 0, 2, 0]]");
    assertThat(matrix.count("bird", "cat")).isEqualTo(1);
    assertThat(matrix.correct()).isEqualTo(4);
    assertThat(ConfusionMatrix.of(
            List.of("ant", "bird", "cat"), new long[][] {{2, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 2, 0}}))
        .hasToString(matrix.toString());
  }

  @Test
  void labelsThatAreNotGivenAreSorted() {
    ConfusionMatrix matrix = matrix(ConfusionMatrix.builder(), "肯定 b 否定 b", "b a 肯定 -");
    assertThat(matrix.labels()).containsExactly("a", "b", "否定", "肯定");
    assertThat(matrix.count("肯定", "b")).isEqualTo(1);
    assertThat(matrix.count("b", "a")).isEqualTo(1);
    assertThat(matrix.count("否定", "肯定")).isEqualTo(1);
    assertThat(matrix.count("b", Label.NO_LABEL)).isEqualTo(1);
  }

  @Test
  void withoutPairsEveryMeasureIsZero() {
    ConfusionMatrix matrix = ConfusionMatrix.builder(List.of("a")).build();
    assertThat(matrix.accuracy()).isZero();
    assertThat(List.of(matrix.macro(), matrix.micro(), matrix.weighted(), matrix.of("a")))
        .containsOnly(new PrecisionRecallF1(0, 0, 0));
  }

  @Test
  void builderMayGoOnAfterBuilding() {
    ConfusionMatrix.Builder builder = ConfusionMatrix.builder();
    for (int i = 0; i < 40; i++) {
      builder.add(new Label("label", "l" + i, "l" + (i + 1)));
    }
    ConfusionMatrix first = builder.build();
    ConfusionMatrix second = builder.add(new Label("label", "l0", "l1")).build();
    assertThat(first.labels()).hasSize(41);
    assertThat(first.count("l0", "l1")).isEqualTo(1);
    assertThat(second.count("l0", "l1")).isEqualTo(2);
    assertThat(second.count("l39", "l40")).isEqualTo(1);
  }

  @Test
  void labelsThatCannotBeAreErrors() {
    ConfusionMatrix matrix = ConfusionMatrix.builder(List.of("a", "b")).build();
    assertProblem(() -> matrix.count("a", "c"), "\"c\" is none of the 2 labels");
    assertProblem(
        () -> matrix.of(Label.NO_LABEL), "(none) is never expected; it stands for no label");
    assertProblem(
        () -> ConfusionMatrix.builder(List.of("a")).add(new Label("label", "a", "x")),
        "\"x\" is none of the 1 labels");
    assertProblem(
        () -> ConfusionMatrix.builder().add(new Label("label", Label.NO_LABEL, "x")),
        "(none) cannot be expected; it stands for no label");
    assertProblem(
        () -> ConfusionMatrix.builder(List.of("a", "a")),
        "the label \"a\" is reserved or given twice");
    assertProblem(
        () -> ConfusionMatrix.of(List.of(Label.NO_LABEL), new long[1][2]),
        "the label \"(none)\" is reserved or given twice");
    assertProblem(() -> ConfusionMatrix.builder().build(), "0 labels; there must be 1 to 1000");
    assertProblem(
        () -> ConfusionMatrix.of(List.of("a", "b"), new long[2][2]),
        "2 labels need 2 rows of 3 counts: one column a label, and one for no label");
    assertProblem(
        () -> ConfusionMatrix.of(List.of("a"), new long[][] {{1, -1}}), "a count is negative: -1");
    assertProblem(
        () -> {
          ConfusionMatrix.Builder builder = ConfusionMatrix.builder();
          for (int i = 0; i < 2_000; i++) {
            builder.add(new Label("label", "text " + i, "text " + i));
          }
        },
        "\"text 1000\" would be label 1001; are these labels, or free text?");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
