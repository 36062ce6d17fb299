package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class McNemarTest {

  @Test
  void exampleOfFagerlandAndOthersHasItsPublishedValues() {
    // Airway hyper-responsiveness of 21 children before and after a transplantation: 0.070, 0.039.
    McNemar airways = new McNemar(1, 7, 21);
    assertThat(airways.exactP()).isCloseTo(0.0703125, within(1e-12));
    assertThat(airways.midP()).isCloseTo(0.0390625, within(1e-12));
    assertThat(airways.test()).isEqualTo(new Significance(-6 / 21.0, airways.midP(), 21));
  }

  @Test
  void valuesAreThoseOfTheBinomialDistribution() {
    // SciPy 1.17: 2 binom.cdf(k, n, 0.5), less binom.pmf(k, n, 0.5) for the mid-p value.
    assertValues(0, 5, 0.0625, 0.03125);
    assertValues(40, 60, 0.05688793364098089, 0.04604406692934291);
    assertValues(4_900, 5_100, 0.04658552770494645, 0.04550566337551308);
    assertValues(499_000, 501_000, 0.0456082998653896, 0.04550031788737068);
  }

  private static void assertValues(long fewer, long more, double exact, double mid) {
    for (McNemar counts :
        new McNemar[] {new McNemar(fewer, more, 2_000_000), new McNemar(more, fewer, 2_000_000)}) {
      assertThat(counts.exactP()).isCloseTo(exact, Percentage.withPercentage(1e-7));
      assertThat(counts.midP()).isCloseTo(mid, Percentage.withPercentage(1e-7));
    }
  }

  @Test
  void candidatesThatSucceedAlikeDoNotDiffer() {
    assertThat(new McNemar(0, 0, 5).test()).isEqualTo(new Significance(0, 1, 5));
    assertThat(new McNemar(0, 0, 5).exactP()).isEqualTo(1);
    // With as many on both sides the mid-p value is 1 less half the probability of that.
    assertThat(new McNemar(2, 2, 9).midP()).isCloseTo(1 - 3 / 16.0, within(1e-12));
    assertThat(new McNemar(2, 2, 9).exactP()).isEqualTo(1);
  }

  @Test
  void extremeCountsHaveTinyValuesAndNeverZero() {
    assertThat(new McNemar(0, 1_000, 1_000).exactP())
        .isCloseTo(Math.pow(2, -999), Percentage.withPercentage(1e-6));
    assertThat(new McNemar(0, 100_000, 100_000).test().pValue()).isPositive();
  }

  @Test
  void scoresAreCounted() {
    assertThat(McNemar.of(new double[] {1, 1, 0, 0, 1}, new double[] {1, 0, 1, 0, 0}))
        .isEqualTo(new McNemar(2, 1, 5));
  }

  @Test
  void otherScoresAreErrors() {
    assertProblem(
        () -> McNemar.of(new double[] {0.5}, new double[] {1}),
        "the score 0.5 is neither 0 nor 1; PairedTest compares other scores");
    assertProblem(
        () -> McNemar.of(new double[1], new double[2]),
        "1 and 2 values cannot be paired; both must be of the same examples");
    assertProblem(
        () -> new McNemar(3, 3, 5),
        "3 and 3 examples with one success of 5; there must be an example, and no more than n");
    assertProblem(
        () -> McNemar.of(new double[0], new double[0]),
        "0 and 0 examples with one success of 0; there must be an example, and no more than n");
    assertThatThrownBy(() -> new McNemar(Long.MAX_VALUE, Long.MAX_VALUE, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
