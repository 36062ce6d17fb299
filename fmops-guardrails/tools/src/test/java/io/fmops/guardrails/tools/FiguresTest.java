package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final double[] SCORES = {0.9, 0.8, 0.7, 0.6, 0.4, 0.2};
  private static final boolean[] LABELS = {true, false, true, true, false, false};

  @Test
  void aucIsTheShareOfPairsInTheRightOrder() {
    // of 9 pairs, the two positives below 0.8 lose against it
    assertThat(Figures.auc(SCORES, LABELS)).isCloseTo(7 / 9.0, within(1e-12));
    assertThat(Figures.auc(new double[] {1, 1, 1}, new boolean[] {true, false, false}))
        .isEqualTo(0.5);
    assertThat(Figures.auc(new double[] {1, 2}, new boolean[] {true, true})).isNaN();
  }

  @Test
  void f1OfAThreshold() {
    // four are flagged, three of them and of the three positives right
    assertThat(Figures.f1(SCORES, LABELS, 0.6)).isCloseTo(6 / 7.0, within(1e-12));
  }

  @Test
  void precisionWhereAShareOfNegativesIsFlagged() {
    assertThat(Figures.precisionAt(SCORES, LABELS, 0)).isEqualTo(1);
    assertThat(Figures.precisionAt(SCORES, LABELS, 0.34)).isEqualTo(0.75);
    assertThat(Figures.precisionAt(new double[] {0.9, 0.1}, new boolean[] {false, true}, 0))
        .isNaN();
  }

  @Test
  void calibrationErrorIsTheMeanDistanceOfTheBins() {
    // two bins: 0.2 and 0.4 with no positive; 0.6 to 0.9, sum 3, with three positives
    assertThat(Figures.calibrationError(SCORES, LABELS, 2)).isCloseTo(0.6 / 6, within(1e-12));
    assertThat(Figures.calibrationError(new double[] {1, 0}, new boolean[] {true, false}, 15))
        .isZero();
  }

  @Test
  void plattFindsTheLineThatMadeTheLabels() {
    double[] sums = IntStream.range(-200, 200).mapToDouble(i -> i / 50.0).toArray();
    double[] labels = IntStream.range(0, 400)
        .mapToDouble(i -> 1 / (1 + Math.exp(-(2 * sums[i] - 1))))
        .toArray();
    double[] weights = IntStream.range(0, 400).mapToDouble(i -> 1).toArray();
    Platt platt = Platt.fit(sums, labels, weights);
    assertThat(platt.slope()).isCloseTo(2, within(0.01));
    assertThat(platt.offset()).isCloseTo(-1, within(0.01));
  }
}
