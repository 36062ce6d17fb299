package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

  @Test
  void theCoefficientsThatMadeTheValuesAreFound() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 50;
    double[] a = random.doubles(n).toArray();
    double[] b = random.doubles(n, 0, 1e6).toArray();
    double[] y =
        IntStream.range(0, n).mapToDouble(i -> 3 + 2 * a[i] - 1e-5 * b[i]).toArray();
    int[] all = IntStream.range(0, n).toArray();
    LeastSquares fit = LeastSquares.withIntercept(y, List.of(a, b));
    assertThat(fit.coefficient(0, all).getAsDouble()).isCloseTo(2, within(1e-9));
    assertThat(fit.coefficient(1, all).getAsDouble()).isCloseTo(-1e-5, within(1e-12));
    double[] noLevel =
        IntStream.range(0, n).mapToDouble(i -> 2 * a[i] - 1e-5 * b[i]).toArray();
    assertThat(
            LeastSquares.throughZero(noLevel, List.of(a, b)).coefficient(0, all).getAsDouble())
        .isCloseTo(2, within(1e-9));
    assertThat(LeastSquares.throughZero(y, List.of(a, b)).coefficient(0, all).getAsDouble())
        .isNotCloseTo(2, within(0.1));
    double[] twice = IntStream.range(0, n).mapToDouble(i -> 2 * a[i]).toArray();
    assertThat(LeastSquares.withIntercept(y, List.of(a, twice)).coefficient(0, all))
        .isEmpty();
    assertThat(LeastSquares.withIntercept(y, List.of(new double[n])).coefficient(0, all))
        .isEmpty();
  }
}
