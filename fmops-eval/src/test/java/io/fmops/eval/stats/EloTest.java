package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EloTest {

  @Test
  void tournamentOfWikipediasExampleHasItsRating() {
    // "Elo rating system": 1613 with K = 32; a loss, a tie, two wins and a loss leave 1601.
    Elo elo = new Elo(32);
    double[] opponents = {1609, 1477, 1388, 1586, 1720};
    double[] scores = {0, 0.5, 1, 1, 0};
    double[] expected = {0.51, 0.69, 0.79, 0.54, 0.35};
    double rating = 1613;
    for (int i = 0; i < opponents.length; i++) {
      assertThat(Elo.expected(1613, opponents[i])).isCloseTo(expected[i], within(0.006));
      rating += elo.gain(1613, opponents[i], scores[i]);
    }
    assertThat(rating).isCloseTo(1601, within(0.6));
  }

  @Test
  void tenToOneAre400Points() {
    assertThat(Elo.expected(1_400, 1_000)).isCloseTo(10 / 11.0, within(1e-12));
    assertThat(Elo.expected(1_000, 1_000)).isEqualTo(0.5);
    assertThat(Elo.DEFAULT.gain(1_000, 1_000, 1)).isEqualTo(8);
    assertThat(Elo.DEFAULT.gain(1_200, 1_000, 0.5)).isNegative();
  }

  @Test
  void ratingsComeToWhereTheyBelong() {
    SplittableRandom random = new SplittableRandom(3);
    double a = 1_000;
    double b = 1_000;
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      double gain = Elo.DEFAULT.gain(a, b, random.nextDouble() < 0.75 ? 1 : 0);
      a += gain;
      b -= gain;
      sum += i < 10_000 ? 0 : a - b;
    }
    assertThat(a + b).isCloseTo(2_000, within(1e-6));
    assertThat(sum / 10_000).isCloseTo(400 * Math.log10(3), within(15.0));
  }

  @Test
  void numbersThatAreNoneAreErrors() {
    assertProblem(() -> new Elo(0), "k is 0.0; it must be more than 0");
    assertProblem(() -> Elo.DEFAULT.gain(1, 1, 2), "the score is 2.0; it must be 0 to 1");
    assertProblem(() -> Elo.DEFAULT.gain(Double.NaN, 1, 1), "the value NaN is not finite");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
