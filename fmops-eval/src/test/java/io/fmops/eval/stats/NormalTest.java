package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class NormalTest {

  @Test
  void probabilitiesAreThoseOfTheTables() {
    // SciPy 1.17, norm.cdf.
    assertThat(Normal.cdf(-37.0))
        .isCloseTo(5.7255712225239266e-300, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(-10.0)).isCloseTo(7.61985302416047e-24, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(-4.0)).isCloseTo(3.167124183311986e-05, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(-2.51)).isCloseTo(0.006036558080412666, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(-2.49)).isCloseTo(0.006387154764943171, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(-1.0)).isCloseTo(0.15865525393145707, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(0.0)).isCloseTo(0.5, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(0.3)).isCloseTo(0.6179114221889526, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(1.96)).isCloseTo(0.9750021048517795, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(2.6)).isCloseTo(0.9953388119762813, Percentage.withPercentage(1e-10));
    assertThat(Normal.cdf(5.0)).isCloseTo(0.9999997133484281, Percentage.withPercentage(1e-10));
  }

  @Test
  void quantilesAreThoseOfTheTables() {
    // SciPy 1.17, norm.ppf.
    assertThat(Normal.quantile(1e-300)).isCloseTo(-37.0470962993612, within(1e-12));
    assertThat(Normal.quantile(1e-10)).isCloseTo(-6.361340902404056, within(1e-12));
    assertThat(Normal.quantile(0.00025)).isCloseTo(-3.480756404346212, within(1e-12));
    assertThat(Normal.quantile(0.019)).isCloseTo(-2.07485473439331, within(1e-12));
    assertThat(Normal.quantile(0.021)).isCloseTo(-2.0335201492530506, within(1e-12));
    assertThat(Normal.quantile(0.025)).isCloseTo(-1.9599639845400545, within(1e-12));
    assertThat(Normal.quantile(0.3)).isCloseTo(-0.5244005127080409, within(1e-12));
    assertThat(Normal.quantile(0.5)).isCloseTo(0.0, within(1e-12));
    assertThat(Normal.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-12));
    assertThat(Normal.quantile(0.9995)).isCloseTo(3.2905267314919255, within(1e-12));
  }

  @Test
  void quantileUndoesTheProbability() {
    for (double x = -8; x <= 5; x += 0.01) {
      assertThat(Normal.quantile(Normal.cdf(x))).isCloseTo(x, within(1e-9));
    }
    for (double p = 1e-12; p < 1; p = p * 1.3 + 1e-13) {
      assertThat(Normal.cdf(Normal.quantile(p))).isCloseTo(p, Percentage.withPercentage(1e-8));
    }
  }

  @Test
  void endsAreInfinite() {
    assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Normal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Normal.cdf(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Normal.cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
  }
}
