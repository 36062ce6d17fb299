package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BinaryScoresTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static BinaryScores scores(String truths, double... probabilities) {
    boolean[] parsed = new boolean[truths.length()];
    for (int i = 0; i < parsed.length; i++) {
      parsed[i] = truths.charAt(i) == '1';
    }
    return BinaryScores.of(probabilities, parsed);
  }

  @Test
  void theExampleOfScikitLearnsRocAuc() {
    assertThat(scores("0011", 0.1, 0.4, 0.35, 0.8).rocAuc()).hasValue(0.75);
  }

  @Test
  void theExampleOfScikitLearnsLogLoss() {
    // The probabilities of "spam" in a list of spam, ham, ham, spam.
    assertThat(scores("1001", 0.9, 0.1, 0.2, 0.65).logLoss()).isCloseTo(0.21616187468057912, EXACT);
  }

  @Test
  void theExampleOfScikitLearnsBrierScore() {
    assertThat(scores("0110", 0.1, 0.9, 0.8, 0.3).brier()).isCloseTo(0.0375, EXACT);
  }

  @Test
  void aTieCountsHalf() {
    assertThat(scores("01", 0.5, 0.5).rocAuc()).hasValue(0.5);
    assertThat(scores("0101", 0.5, 0.5, 0.5, 0.5).rocAuc()).hasValue(0.5);
    assertThat(scores("0011", 0.2, 0.7, 0.7, 0.9).rocAuc()).hasValue(3.5 / 4);
  }

  @Test
  void rocAucIsTheShareOfPairsInTheRightOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int n = 2 + random.nextInt(40);
      double[] probabilities = random.ints(n, 0, 6).mapToDouble(i -> i / 5.0).toArray();
      boolean[] truths = new boolean[n];
      for (int i = 0; i < n; i++) {
        truths[i] = random.nextBoolean();
      }
      truths[0] = true;
      truths[1] = false;
      double wins = 0;
      long pairs = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (truths[i] && !truths[j]) {
            wins += 0.5 + 0.5 * Math.signum(probabilities[i] - probabilities[j]);
            pairs++;
          }
        }
      }
      assertThat(BinaryScores.of(probabilities, truths).rocAuc().orElseThrow())
          .isCloseTo(wins / pairs, EXACT);
    }
  }

  @Test
  void rocAucOfOneClassIsUnknown() {
    assertThat(scores("11", 0.1, 0.9).rocAuc()).isEmpty();
    assertThat(scores("0", 0.1).rocAuc()).isEmpty();
  }

  @Test
  void aMillionPairsHaveAnAreaToo() {
    int n = 1_000_000;
    double[] probabilities = new double[n];
    boolean[] truths = new boolean[n];
    for (int i = 0; i < n; i++) {
      probabilities[i] = i / (double) n;
      truths[i] = i >= n / 2;
    }
    assertThat(BinaryScores.of(probabilities, truths).rocAuc()).hasValue(1);
  }

  @Test
  void aSureErrorIsFiniteInTheLogarithm() {
    assertThat(scores("0", 1.0).logLoss()).isCloseTo(36.04365338911715, EXACT);
    assertThat(scores("1", 1.0).logLoss()).isCloseTo(0, within(1e-15));
  }

  @Test
  void calibrationErrorIsTheDistanceOfEachBinFromItsShare() {
    // Bins of a fifth: 0 to 0.2 with 0.1 on average and no truth, over 0.8 with 0.95 and a half.
    assertThat(scores("0010", 0.0, 0.2, 0.9, 1.0).expectedCalibrationError(5))
        .isCloseTo((2 * 0.1 + 2 * 0.45) / 4, EXACT);
    // What is right nine times in ten and says so is calibrated.
    assertThat(scores("1111111110", 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)
            .expectedCalibrationError())
        .isCloseTo(0, EXACT);
  }

  @Test
  void oneBinComparesTheMeansOnly() {
    assertThat(scores("01", 0.9, 0.1).expectedCalibrationError(1)).isCloseTo(0, EXACT);
    assertThat(scores("01", 0.9, 0.1).expectedCalibrationError(2)).isCloseTo(0.9, EXACT);
  }

  @Test
  void aPairsProbabilityMustBeOne() {
    for (double wrong : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> scores("1", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be 0 to 1");
    }
    assertThatThrownBy(() -> scores("")).hasMessageContaining("at least one");
    assertThatThrownBy(() -> scores("1", 0.5, 0.5)).hasMessageContaining("2 probabilities and 1");
    assertThatThrownBy(() -> scores("1", 0.5).expectedCalibrationError(0))
        .hasMessageContaining("0 bins");
  }

  @Test
  void figuresComputedWithNumpyByTheDefinitions() {
    BinaryScores sample = scores(
        "1100010100011111000111111",
        0.9,
        1.0,
        1.0,
        0.1,
        1.0,
        0.9,
        0.8,
        0.5,
        0.2,
        0.8,
        0.9,
        0.3,
        0.5,
        0.4,
        0.9,
        0.0,
        0.7,
        0.6,
        0.0,
        0.7,
        0.0,
        0.8,
        0.5,
        0.9,
        0.1);
    assertThat(sample.rocAuc().orElseThrow()).isCloseTo(0.44666666666666666, EXACT);
    assertThat(sample.logLoss()).isCloseTo(6.385935712250448, EXACT);
    assertThat(sample.brier()).isCloseTo(0.3828, EXACT);
    assertThat(sample.expectedCalibrationError(10)).isCloseTo(0.428, EXACT);
  }

  @Test
  void theUpperEndOfABinIsInIt() {
    for (int i = 1; i <= 100; i++) {
      // One that is false beside one that is true, in the same bin: their distances even out.
      assertThat(scores("01", i / 100.0, Math.nextDown(i / 100.0)).expectedCalibrationError(100))
          .isCloseTo(Math.abs(2 * i / 100.0 - 1) / 2, within(1e-9));
    }
  }
}
