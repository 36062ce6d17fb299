package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {

  @Test
  void itIsWrongAtAnyTimeInAtMostOneOfTwentySequences() {
    SplittableRandom random = new SplittableRandom(2021);
    int sequences = 2_000;
    int wrong = 0;
    int wrongOrdinary = 0;
    for (int i = 0; i < sequences; i++) {
      // Differences of two candidates that are right in 70 % each, independently.
      ConfidenceSequence sequence = new ConfidenceSequence(0.95, 500);
      boolean missed = false;
      boolean ordinaryMissed = false;
      for (int n = 1; n <= 2_000; n++) {
        int first = random.nextDouble() < 0.7 ? 1 : 0;
        int second = random.nextDouble() < 0.7 ? 1 : 0;
        sequence.add(first - second);
        if (n >= 20) {
          Estimate now = sequence.estimate();
          missed |= now.low() > 0 || now.high() < 0;
          double ordinary = 1.96 * Math.sqrt(0.42 / n);
          ordinaryMissed |= Math.abs(now.value()) > ordinary;
        }
      }
      wrong += missed ? 1 : 0;
      wrongOrdinary += ordinaryMissed ? 1 : 0;
    }
    assertThat((double) wrong / sequences).as("looked at all the time").isBetween(0.001, 0.05);
    assertThat((double) wrongOrdinary / sequences)
        .as("an ordinary interval, looked at all the time")
        .isGreaterThan(0.25);
  }

  @Test
  void itIsTheFormulaOfThePaper() {
    ConfidenceSequence sequence = new ConfidenceSequence(0.95, 100);
    for (int i = 0; i < 400; i++) {
      sequence.add(i % 2 == 0 ? 1 : -1);
    }
    double rho2 = (-2 * Math.log(0.05) + Math.log(-2 * Math.log(0.05) + 1)) / 100;
    double width = Math.sqrt(
        2 * (400 * rho2 + 1) / (400.0 * 400 * rho2) * Math.log(Math.sqrt(400 * rho2 + 1) / 0.05));
    Estimate estimate = sequence.estimate();
    assertThat(estimate.value()).isCloseTo(0, Offset.offset(1e-12));
    assertThat(estimate.high()).isCloseTo(width, Offset.offset(1e-9));
    assertThat(estimate.low()).isCloseTo(-width, Offset.offset(1e-9));
  }

  @Test
  void examplesThatAreAllAlikeAreNotCertain() {
    ConfidenceSequence sequence = new ConfidenceSequence(0.95, 100);
    for (int i = 0; i < 50; i++) {
      sequence.add(0);
    }
    assertThat(sequence.estimate().high()).isGreaterThan(0.05);
  }

  @Test
  void whatIsNoNumberIsRefused() {
    ConfidenceSequence sequence = new ConfidenceSequence(0.95, 100);
    assertThatThrownBy(sequence::estimate).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sequence.add(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ConfidenceSequence(1, 100)).hasMessageContaining("confidence");
    assertThatThrownBy(() -> new ConfidenceSequence(0.9, 0)).hasMessageContaining("narrowestAt");
  }
}
