package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerTest {

  @Test
  void examplesForMeansAreThoseOfThePairedTTest() {
    // From SciPy 1.17's noncentral t distribution; 34 and 199 are also what G*Power gives.
    assertThat(Power.DEFAULT.examplesForMeans(0.5, 1)).isEqualTo(34);
    assertThat(Power.DEFAULT.examplesForMeans(-0.02, 0.1)).isEqualTo(199);
    assertThat(Power.DEFAULT.examplesForMeans(0.8, 1)).isEqualTo(15);
    assertThat(Power.DEFAULT.examplesForMeans(0.1, 1)).isEqualTo(787);
    assertThat(new Power(0.05, 0.9).examplesForMeans(0.5, 1)).isEqualTo(44);
    assertThat(Power.DEFAULT.powerForMeans(0.5, 1, 34)).isCloseTo(0.8078, within(0.003));
    assertThat(Power.DEFAULT.powerForMeans(0.2, 1, 100)).isCloseTo(0.5083, within(0.003));
    assertThat(Power.DEFAULT.powerForMeans(-0.3, 1, 50)).isCloseTo(0.5477, within(0.003));
  }

  @Test
  void examplesForProportionsAreThoseOfConnorsFormula() {
    // Worked examples of calculators that cite Connor: 23, and 155 with a power of 0.801.
    assertThat(Power.DEFAULT.examplesForProportions(0.05, 0.45)).isEqualTo(23);
    assertThat(Power.DEFAULT.examplesForProportions(0.30, 0.15)).isEqualTo(155);
    assertThat(Power.DEFAULT.powerForProportions(0.30, 0.15, 155)).isCloseTo(0.801, within(0.001));
  }

  @Test
  void examplesAreTheFewestWithThePower() {
    for (double difference : new double[] {0.01, 0.05, 0.3}) {
      long n = Power.DEFAULT.examplesForMeans(difference, 0.4);
      assertThat(Power.DEFAULT.powerForMeans(difference, 0.4, n)).isGreaterThanOrEqualTo(0.8);
      assertThat(Power.DEFAULT.powerForMeans(difference, 0.4, n - 1)).isLessThan(0.8);
      long m = Power.DEFAULT.examplesForProportions(0.1 + difference, 0.1);
      assertThat(Power.DEFAULT.powerForProportions(0.1 + difference, 0.1, m))
          .isGreaterThanOrEqualTo(0.8);
      assertThat(Power.DEFAULT.powerForProportions(0.1 + difference, 0.1, m - 1))
          .isLessThan(0.8);
    }
  }

  @Test
  void testsHaveThePowerThatIsPromised() {
    SplittableRandom random = new SplittableRandom(11);
    PairedTest test = new PairedTest(PairedTest.Method.PERMUTATION, 499, 1);
    int n = (int) Power.DEFAULT.examplesForMeans(0.05, 0.2);
    int m = (int) Power.DEFAULT.examplesForProportions(0.15, 0.05);
    int found = 0;
    int foundShares = 0;
    for (int round = 0; round < 1_000; round++) {
      double[] differences = new double[n];
      // Uniform numbers with this mean and deviation.
      Arrays.setAll(differences, i -> 0.05 + 0.2 * Math.sqrt(12) * (random.nextDouble() - 0.5));
      found += test.compare(differences, new double[n]).pValue() <= 0.05 ? 1 : 0;
      int onlyFirst = 0;
      int onlySecond = 0;
      for (int i = 0; i < m; i++) {
        double draw = random.nextDouble();
        onlyFirst += draw < 0.15 ? 1 : 0;
        onlySecond += draw > 0.95 ? 1 : 0;
      }
      foundShares += new McNemar(onlyFirst, onlySecond, m).midP() <= 0.05 ? 1 : 0;
    }
    assertThat(found / 1_000.0).isCloseTo(0.8, within(0.04));
    assertThat(foundShares / 1_000.0).isCloseTo(0.8, within(0.04));
  }

  @Test
  void pilotScoresSayHowManyExamplesAreNeeded() {
    Random random = new Random(1);
    double[] a = random.doubles(50).toArray();
    double[] b =
        Arrays.stream(a).map(x -> x + 0.1 + 0.3 * random.nextGaussian()).toArray();
    double[] differences = new double[50];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    double mean = Arrays.stream(differences).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / 49);
    assertThat(Power.DEFAULT.examplesToTellApart(a, b))
        .hasValue(Power.DEFAULT.examplesForMeans(mean, deviation));
    double[] right = {1, 1, 1, 0, 0, 1, 1, 1, 0, 1};
    double[] wrong = {1, 0, 1, 0, 1, 0, 1, 1, 0, 0};
    assertThat(Power.DEFAULT.examplesToTellApart(right, wrong))
        .hasValue(Power.DEFAULT.examplesForProportions(0.3, 0.1));
    assertThat(Power.DEFAULT.examplesToTellApart(right, right)).isEmpty();
  }

  @Test
  void noTestFindsAnythingInAHandfulOfExamples() {
    // Of 5 pairs, 2 of 32 exchanges are as extreme as the most extreme one: more than 5 %.
    assertThat(Power.DEFAULT.examplesForMeans(1, 0)).isEqualTo(6);
    assertThat(Power.DEFAULT.examplesForProportions(1, 0)).isEqualTo(6);
    assertThat(Power.DEFAULT.powerForMeans(1, 0, 5)).isZero();
    assertThat(Power.DEFAULT.powerForMeans(1, 0, 6)).isEqualTo(1);
    assertThat(Power.DEFAULT.powerForProportions(1, 0, 5)).isZero();
    assertThat(Power.DEFAULT.powerForProportions(1, 0, 6)).isEqualTo(1);
    assertThat(Power.DEFAULT.examplesForMeans(1e-300, 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void numbersThatMakeNoSenseAreErrors() {
    Power power = Power.DEFAULT;
    assertProblem(() -> new Power(0, 0.8), "the level is 0.0; it must lie between 0 and 1");
    assertProblem(() -> new Power(0.05, 1), "the power is 1.0; it must lie between 0 and 1");
    assertProblem(
        () -> new Power(0.05, 0.05),
        "the power 0.05 is not more than the level 0.05, which chance reaches by itself");
    assertProblem(
        () -> power.examplesForMeans(0, 1), "a difference of 0.0 with a deviation of 1.0");
    assertProblem(
        () -> power.powerForMeans(1, -1, 5), "a difference of 1.0 with a deviation of -1");
    assertProblem(() -> power.examplesForMeans(Double.NaN, 1), "the value NaN is not finite");
    assertProblem(() -> power.examplesForProportions(0.2, 0.2), "shares of 0.2 and 0.2; they must");
    assertProblem(() -> power.powerForProportions(0.7, 0.5, 9), "shares of 0.7 and 0.5; they must");
    assertProblem(
        () -> power.examplesToTellApart(new double[1], new double[1]),
        "how scores vary is seen from two examples on; n is 1");
    assertProblem(
        () -> power.examplesToTellApart(new double[2], new double[3]),
        "2 and 3 values cannot be paired");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
