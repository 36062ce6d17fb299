package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TangoTest {

  /** As printed by R's PropCIs::scoreci.mp, in the direction of the difference here. */
  @ParameterizedTest
  @CsvSource({"60, 20, 1000, 0.0231, 0.0584", "20, 60, 1000, -0.0584, -0.0231"})
  void isThatOfThePropCisPackage(int b, int c, int n, double low, double high) {
    Estimate interval = Tango.of(new McNemar(b, c, n));
    assertThat(interval.value()).isEqualTo((double) (b - c) / n);
    assertThat(interval.low()).isCloseTo(low, within(5.1e-5));
    assertThat(interval.high()).isCloseTo(high, within(5.1e-5));
    assertThat(interval.n()).isEqualTo(n);
  }

  /** The same package's interval of 90 %, for a test of equivalence. */
  @Test
  void isThatOfThePropCisPackageAtAnotherConfidence() {
    Estimate interval = Tango.of(new McNemar(48, 41, 549), 0.9);
    assertThat(interval.low()).isCloseTo(-0.0157, within(5.1e-5));
    assertThat(interval.high()).isCloseTo(0.0414, within(5.1e-5));
  }

  @ParameterizedTest
  @CsvSource({"1", "20", "200", "4000"})
  void twoThatAgreeOnEverythingMayStillDifferByTheClosedForm(int n) {
    double z = Normal.quantile(0.975);
    Estimate interval = Tango.of(new McNemar(0, 0, n));
    assertThat(interval.high()).isCloseTo(z * z / (n + z * z), within(1e-12));
    assertThat(interval.low()).isEqualTo(-interval.high());
  }

  @Test
  void staysWithinMinusOneAndOneHasTheValueInsideAndTurnsWithTheCandidates() {
    SplittableRandom random = new SplittableRandom(1998);
    for (int i = 0; i < 2_000; i++) {
      int n = 1 + random.nextInt(300);
      int b = random.nextInt(n + 1);
      int c = random.nextInt(n - b + 1);
      Estimate interval = Tango.of(new McNemar(b, c, n));
      Estimate turned = Tango.of(new McNemar(c, b, n));
      assertThat(interval.low()).as("%d %d %d", b, c, n).isBetween(-1.0, interval.value());
      assertThat(interval.high()).as("%d %d %d", b, c, n).isBetween(interval.value(), 1.0);
      assertThat(turned.low()).isEqualTo(-interval.high());
      assertThat(interval.high() - interval.low()).isGreaterThan(0);
    }
  }

  @Test
  void coversTheTrueDifferenceAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(891);
    int covered = 0;
    int simulations = 20_000;
    for (int i = 0; i < simulations; i++) {
      long b = 0;
      long c = 0;
      for (int k = 0; k < 60; k++) {
        double draw = random.nextDouble();
        b += draw < 0.15 ? 1 : 0;
        c += draw >= 0.15 && draw < 0.22 ? 1 : 0;
      }
      Estimate interval = Tango.of(new McNemar(b, c, 60));
      covered += interval.low() <= 0.08 && 0.08 <= interval.high() ? 1 : 0;
    }
    assertThat((double) covered / simulations).isBetween(0.935, 0.965);
  }

  @Test
  void aConfidenceMustBeBetweenZeroAndOne() {
    assertThatThrownBy(() -> Tango.of(new McNemar(1, 1, 5), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence");
  }
}
