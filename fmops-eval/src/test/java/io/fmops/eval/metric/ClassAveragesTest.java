package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.Score.Label;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The figures are those of the examples in scikit-learn's documentation, with more digits. */
class ClassAveragesTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static ConfusionMatrix matrix(int[] expected, int... predicted) {
    ConfusionMatrix.Builder builder = ConfusionMatrix.builder();
    for (int i = 0; i < expected.length; i++) {
      builder.add(new Label("label", "" + expected[i], "" + predicted[i]));
    }
    return builder.build();
  }

  private static double f(
      ConfusionMatrix matrix, double beta, Averaging averaging, ZeroDivision rule) {
    return matrix.averages(averaging, rule).fBeta(beta);
  }

  private static final int[] THREE = {0, 1, 2, 0, 1, 2};

  @Test
  void balancedAccuracyIsTheMeanRecall() {
    assertThat(matrix(new int[] {0, 1, 0, 0, 1, 0}, 0, 1, 0, 0, 0, 1).balancedAccuracy())
        .isEqualTo(0.625);
  }

  @Test
  void aClassThatIsNeverExpectedHasNoPartInBalancedAccuracy() {
    assertThat(matrix(new int[] {0, 0, 1}, 0, 2, 1).balancedAccuracy()).isEqualTo(0.75);
    assertThat(ConfusionMatrix.of(List.of("a"), new long[][] {{0, 0}}).balancedAccuracy())
        .isZero();
  }

  @Test
  void matthewsCorrelationOfTwoClasses() {
    assertThat(matrix(new int[] {1, 1, 1, -1}, 1, -1, 1, 1).matthewsCorrelation())
        .isCloseTo(-1 / 3.0, EXACT);
  }

  @Test
  void matthewsCorrelationOfManyClassesIsThatOfTheirIndicators() {
    // Gorodkin's definition by covariances, over the pairs themselves.
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      int n = 2 + random.nextInt(30);
      int[] expected = random.ints(n, 0, 4).toArray();
      int[] predicted = random.ints(n, 0, 4).toArray();
      double xy = 0;
      double xx = 0;
      double yy = 0;
      for (int k = 0; k < 4; k++) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
          meanX += (expected[i] == k ? 1.0 : 0) / n;
          meanY += (predicted[i] == k ? 1.0 : 0) / n;
        }
        for (int i = 0; i < n; i++) {
          double x = (expected[i] == k ? 1 : 0) - meanX;
          double y = (predicted[i] == k ? 1 : 0) - meanY;
          xy += x * y;
          xx += x * x;
          yy += y * y;
        }
      }
      double wanted = xx < 1e-9 || yy < 1e-9 ? 0 : xy / Math.sqrt(xx * yy);
      assertThat(matrix(expected, predicted).matthewsCorrelation()).isCloseTo(wanted, within(1e-9));
    }
  }

  @Test
  void figuresComputedWithNumpyByTheDefinitions() {
    ConfusionMatrix matrix = ConfusionMatrix.of(
        List.of("a", "b", "c"), new long[][] {{7, 2, 5, 0}, {1, 10, 2, 0}, {2, 2, 9, 0}});
    assertThat(matrix.matthewsCorrelation()).isCloseTo(0.4825151261865683, EXACT);
    assertThat(matrix.balancedAccuracy()).isCloseTo(0.6538461538461539, EXACT);
  }

  @Test
  void matthewsCorrelationIsZeroWhereOneSideNeverVaries() {
    assertThat(matrix(new int[] {1, 1, 1}, 1, 0, 1).matthewsCorrelation()).isZero();
    assertThat(matrix(new int[] {1, 0, 1}, 1, 1, 1).matthewsCorrelation()).isZero();
    assertThat(matrix(new int[] {1, 0, 1}, 1, 0, 1).matthewsCorrelation()).isEqualTo(1);
    assertThat(matrix(new int[] {1, 0}, 0, 1).matthewsCorrelation()).isEqualTo(-1);
  }

  @Test
  void anAnswerWithoutLabelCountsAsAClassOfItsOwn() {
    ConfusionMatrix none =
        ConfusionMatrix.of(List.of("肯定", "否定"), new long[][] {{3, 0, 1}, {1, 2, 2}});
    // n = 9, correct = 5, expected 4 and 5, predicted 4, 2 and 3.
    assertThat(none.matthewsCorrelation())
        .isCloseTo((45 - 26) / Math.sqrt((81.0 - 41) * (81 - 29)), EXACT);
    assertThat(none.balancedAccuracy()).isCloseTo((0.75 + 0.4) / 2, EXACT);
  }

  @Test
  void fBetaOfScikitLearn() {
    ConfusionMatrix matrix = matrix(THREE, 0, 2, 1, 0, 0, 1);
    assertThat(f(matrix, 0.5, Averaging.MACRO, ZeroDivision.ZERO)).isCloseTo(5 / 21.0, EXACT);
    assertThat(f(matrix, 0.5, Averaging.MICRO, ZeroDivision.ZERO)).isCloseTo(1 / 3.0, EXACT);
    assertThat(f(matrix, 0.5, Averaging.WEIGHTED, ZeroDivision.ZERO)).isCloseTo(5 / 21.0, EXACT);
  }

  @Test
  void fBetaOfOneIsTheF1OfTheMatrix() {
    Random random = new Random(7);
    for (int round = 0; round < 100; round++) {
      int n = 1 + random.nextInt(20);
      ConfusionMatrix matrix =
          matrix(random.ints(n, 0, 5).toArray(), random.ints(n, 0, 5).toArray());
      for (Averaging averaging : Averaging.values()) {
        PrecisionRecallF1 old = switch (averaging) {
          case MICRO -> matrix.micro();
          case MACRO -> matrix.macro();
          case WEIGHTED -> matrix.weighted();
        };
        ClassAverages averages = matrix.averages(averaging, ZeroDivision.ZERO);
        assertThat(averages.fBeta(1)).isCloseTo(old.f1(), EXACT);
        assertThat(averages.precision()).isCloseTo(old.precision(), EXACT);
        assertThat(averages.recall()).isCloseTo(old.recall(), EXACT);
      }
    }
  }

  @Test
  void precisionOfClassesThatAreNeverPredictedFollowsTheRule() {
    ConfusionMatrix matrix = matrix(THREE, 0, 0, 0, 0, 0, 0);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.ZERO).precision())
        .isCloseTo(1 / 9.0, EXACT);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.ONE).precision())
        .isCloseTo((1 / 3.0 + 2) / 3, EXACT);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.LEFT_OUT).precision())
        .isCloseTo(1 / 3.0, EXACT);
    // F-beta is defined where the class is expected: scikit-learn prints 0.128.
    assertThat(f(matrix, 0.5, Averaging.MACRO, ZeroDivision.LEFT_OUT)).isCloseTo(5 / 39.0, EXACT);
  }

  @Test
  void recallOfClassesThatAreNeverExpectedFollowsTheRule() {
    ConfusionMatrix matrix = matrix(new int[6], 0, 2, 1, 0, 0, 1);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.ZERO).recall())
        .isCloseTo(0.5 / 3, EXACT);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.ONE).recall())
        .isCloseTo(2.5 / 3, EXACT);
    assertThat(matrix.averages(Averaging.MACRO, ZeroDivision.LEFT_OUT).recall())
        .isCloseTo(0.5, EXACT);
    assertThat(matrix.averages(Averaging.WEIGHTED, ZeroDivision.ONE).recall())
        .isCloseTo(0.5, EXACT);
  }

  @Test
  void ofNothingTheRuleIsAllThereIs() {
    ConfusionMatrix empty = ConfusionMatrix.of(List.of("a", "b"), new long[2][3]);
    for (Averaging averaging : Averaging.values()) {
      assertThat(f(empty, 1, averaging, ZeroDivision.ZERO)).isZero();
      assertThat(f(empty, 1, averaging, ZeroDivision.ONE)).isEqualTo(1);
      assertThat(f(empty, 1, averaging, ZeroDivision.LEFT_OUT)).isZero();
    }
  }

  @Test
  void betaMustBeANumber() {
    ClassAverages averages =
        matrix(THREE, 0, 2, 1, 0, 0, 1).averages(Averaging.MACRO, ZeroDivision.ZERO);
    for (double beta : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> averages.fBeta(beta))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("beta is " + beta);
    }
  }
}
