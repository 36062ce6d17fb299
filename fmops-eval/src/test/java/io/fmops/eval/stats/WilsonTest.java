package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonTest {

  @Test
  void intervalsAreThePublishedOnes() {
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    assertInterval(Wilson.of(81, 263), 0.2553, 0.3662);
    assertInterval(Wilson.of(15, 148), 0.0624, 0.1605);
    assertInterval(Wilson.of(0, 20), 0, 0.1611);
    assertInterval(Wilson.of(1, 29), 0.0061, 0.1718);
    assertThat(Wilson.of(81, 263).value()).isEqualTo(81 / 263.0);
    assertThat(Wilson.of(81, 263).n()).isEqualTo(263);
  }

  private static void assertInterval(Estimate estimate, double low, double high) {
    assertThat(estimate.low()).isCloseTo(low, within(5e-5));
    assertThat(estimate.high()).isCloseTo(high, within(5e-5));
  }

  @Test
  void intervalSatisfiesItsEquationAtEveryConfidence() {
    // At the ends, the share is z standard errors away, the error being that of the end.
    for (double confidence : new double[] {0.5, 0.9, 0.99, 0.999}) {
      Estimate estimate = Wilson.of(123, 1_000, confidence);
      double z = Normal.quantile((1 + confidence) / 2);
      for (double end : new double[] {estimate.low(), estimate.high()}) {
        double error = Math.sqrt(end * (1 - end) / 1_000);
        assertThat(Math.abs(0.123 - end) / error).isCloseTo(z, within(1e-9));
      }
    }
  }

  @Test
  void allOrNothingIsNotCertain() {
    assertThat(Wilson.of(10, 10).low()).isCloseTo(0.7225, within(5e-5));
    assertThat(Wilson.of(10, 10).high()).isEqualTo(1);
    assertThat(Wilson.of(0, 1)).isEqualTo(new Estimate(0, 0, Wilson.of(0, 1).high(), 1));
    assertThat(Wilson.of(0, 1).high()).isCloseTo(0.7935, within(5e-5));
    assertThat(Wilson.of(1_000_000_000_000L, 1_000_000_000_000L).low()).isLessThan(1);
  }

  @Test
  void numbersThatCannotBeAreErrors() {
    assertProblem(() -> Wilson.of(0, 0), "0 successes in 0 trials");
    assertProblem(() -> Wilson.of(3, 2), "3 successes in 2 trials");
    assertProblem(() -> Wilson.of(-1, 2), "-1 successes in 2 trials");
    assertProblem(() -> Wilson.of(1, 2, 1), "the confidence is 1.0; it must lie between 0 and 1");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
