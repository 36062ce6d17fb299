package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.stats.Bootstrap.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BradleyTerryTest {

  private static final double POINTS_PER_LOGIT = 400 / Math.log(10);
  private static final BradleyTerry QUICK =
      new BradleyTerry(1, new Bootstrap(199, 0.95, 1, Method.PERCENTILE));

  private static double rating(Ranking ranking, String name) {
    return ranking.players().stream()
        .filter(player -> player.name().equals(name))
        .findFirst()
        .orElseThrow()
        .rating()
        .value();
  }

  @Test
  void journalsThatCiteEachOtherHaveThePublishedAbilities() {
    // Stigler, 1994; abilities and, in brackets, standard errors beside Biometrika as R's package
    // BradleyTerry2 fits them: -2.949 (0.103), -0.480 (0.061) and 0.269 (0.071).
    Comparisons citations = Comparisons.builder()
        .win("Biometrika", "Comm Statist", 730)
        .win("Biometrika", "JASA", 498)
        .win("Biometrika", "JRSS-B", 221)
        .win("Comm Statist", "Biometrika", 33)
        .win("Comm Statist", "JASA", 68)
        .win("Comm Statist", "JRSS-B", 17)
        .win("JASA", "Biometrika", 320)
        .win("JASA", "Comm Statist", 813)
        .win("JASA", "JRSS-B", 142)
        .win("JRSS-B", "Biometrika", 284)
        .win("JRSS-B", "Comm Statist", 276)
        .win("JRSS-B", "JASA", 325)
        .build();
    assertThat(citations.total()).isEqualTo(3_727);
    Ranking ranking = new BradleyTerry(0.001, Bootstrap.DEFAULT).rank(citations);
    assertAbility(ranking, "Comm Statist", -2.9490725, 0.10255);
    assertAbility(ranking, "JASA", -0.4795698, 0.06059);
    assertAbility(ranking, "JRSS-B", 0.2689541, 0.07083);
    assertThat(ranking.players().stream().map(Ranking.Player::name))
        .containsExactly("JRSS-B", "Biometrika", "JASA", "Comm Statist");
    assertThat(ranking.players().stream()
            .mapToDouble(player -> player.rating().value())
            .sum())
        .isCloseTo(4_000, within(1e-6));
    assertThat(ranking.players().get(3).rating().n()).isEqualTo(730 + 813 + 276 + 33 + 68 + 17);
  }

  private static void assertAbility(Ranking ranking, String name, double ability, double error) {
    Estimate difference = ranking.difference(name, "Biometrika").orElseThrow();
    assertThat(difference.value() / POINTS_PER_LOGIT).isCloseTo(ability, within(1e-4));
    assertThat(difference.low() / POINTS_PER_LOGIT)
        .isCloseTo(ability - 1.96 * error, within(0.3 * error));
    assertThat(difference.high() / POINTS_PER_LOGIT)
        .isCloseTo(ability + 1.96 * error, within(0.3 * error));
    assertThat(difference.n()).isEqualTo(3_727);
  }

  @Test
  void fewMatchesHaveTheRatingsThatAnotherSolverFinds() {
    // Tennis players' matches; the likelihood with the prior, maximized by SciPy 1.17's BFGS.
    Ranking ranking = QUICK.rank(Comparisons.builder()
        .win("Djokovic", "Federer", 9)
        .win("Federer", "Djokovic", 6)
        .win("Djokovic", "Murray", 14)
        .win("Murray", "Djokovic", 3)
        .win("Djokovic", "Nadal", 9)
        .win("Nadal", "Djokovic", 2)
        .win("Djokovic", "Wawrinka", 4)
        .win("Wawrinka", "Djokovic", 3)
        .win("Federer", "Murray", 5)
        .win("Federer", "Nadal", 5)
        .win("Nadal", "Federer", 1)
        .win("Federer", "Wawrinka", 7)
        .win("Wawrinka", "Federer", 2)
        .win("Murray", "Nadal", 2)
        .win("Nadal", "Murray", 4)
        .win("Murray", "Wawrinka", 2)
        .win("Wawrinka", "Murray", 2)
        .win("Nadal", "Wawrinka", 4)
        .win("Wawrinka", "Nadal", 3)
        .build());
    assertThat(rating(ranking, "Djokovic")).isCloseTo(1142.00489, within(1e-3));
    assertThat(rating(ranking, "Federer")).isCloseTo(1133.58827, within(1e-3));
    assertThat(rating(ranking, "Murray")).isCloseTo(848.21794, within(1e-3));
    assertThat(rating(ranking, "Nadal")).isCloseTo(933.02171, within(1e-3));
    assertThat(rating(ranking, "Wawrinka")).isCloseTo(943.16719, within(1e-3));
  }

  @Test
  void playerWhoAlwaysWonIsRatedHighButNotBeyondMeasure() {
    Comparisons comparisons = Comparisons.builder()
        .win("a", "b", 10)
        .win("b", "c", 4)
        .win("c", "b", 6)
        .build();
    Ranking ranking = BradleyTerry.DEFAULT.rank(comparisons);
    assertThat(rating(ranking, "a")).isCloseTo(1343.13450, within(1e-3));
    assertThat(rating(ranking, "b")).isCloseTo(787.84439, within(1e-3));
    assertThat(rating(ranking, "c")).isCloseTo(869.02111, within(1e-3));
    Estimate best = ranking.players().get(0).rating();
    assertThat(best.low()).isGreaterThan(1_150);
    assertThat(best.high()).isLessThan(1_700);
    // A weaker prior believes more of it.
    Ranking bolder = new BradleyTerry(0.001, QUICK.bootstrap()).rank(comparisons);
    assertThat(rating(bolder, "a")).isGreaterThan(2_000).isLessThan(4_000);
  }

  @Test
  void tieIsHalfAWinForEach() {
    Comparisons.Builder others = Comparisons.builder().win("b", "c", 7).win("c", "b");
    Ranking ties = QUICK.rank(others.tie("a", "b", 10).build());
    Ranking wins = QUICK.rank(Comparisons.builder()
        .win("b", "c", 6)
        .tie("c", "b", 2)
        .win("a", "b", 5)
        .win("b", "a", 5)
        .build());
    for (String player : List.of("a", "b", "c")) {
      assertThat(rating(ties, player)).isCloseTo(rating(wins, player), within(1e-6));
    }
    Ranking even = QUICK.rank(Comparisons.builder().tie("a", "b", 4).build());
    assertThat(even.players().stream().map(Ranking.Player::name)).containsExactly("a", "b");
    assertThat(even.difference("a", "b")).hasValue(new Estimate(0, 0, 0, 4));
  }

  @Test
  void orderOfComparisonsDoesNotMatterAndReversedOutcomesReverseTheRatings() {
    Random random = new Random(4);
    List<String[]> outcomes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int a = random.nextInt(6);
      int b = (a + 1 + random.nextInt(5)) % 6;
      boolean first = random.nextDouble() < 1 / (1 + Math.exp(0.5 * (b - a)));
      outcomes.add(new String[] {"p" + (first ? a : b), "p" + (first ? b : a)});
    }
    Comparisons.Builder forward = Comparisons.builder();
    Comparisons.Builder backward = Comparisons.builder();
    Comparisons.Builder reversed = Comparisons.builder();
    outcomes.forEach(outcome -> forward.win(outcome[0], outcome[1]));
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      backward.win(outcomes.get(i)[0], outcomes.get(i)[1]);
      reversed.win(outcomes.get(i)[1], outcomes.get(i)[0]);
    }
    Ranking ranking = QUICK.rank(forward.build());
    Ranking other = QUICK.rank(backward.build());
    Ranking mirrored = QUICK.rank(reversed.build());
    for (int i = 0; i < 6; i++) {
      double rating = rating(ranking, "p" + i);
      assertThat(rating(other, "p" + i)).isCloseTo(rating, within(1e-6));
      assertThat(rating(mirrored, "p" + i)).isCloseTo(2_000 - rating, within(1e-6));
    }
  }

  @Test
  void groupsThatWereNeverComparedAreNotComparedHere() {
    Ranking ranking = QUICK.rank(Comparisons.builder()
        .win("猫", "犬", 8)
        .win("犬", "猫", 2)
        .win("x", "y", 1)
        .win("y", "z", 1)
        .win("x", "猫", 0)
        .build());
    assertThat(ranking.groups())
        .containsExactlyInAnyOrder(List.of("猫", "犬"), List.of("x", "y", "z"));
    assertThat(ranking.difference("猫", "x")).isEmpty();
    assertThat(ranking.winProbability("犬", "z")).isEmpty();
    assertThat(ranking.difference("猫", "犬").orElseThrow().value()).isBetween(150.0, 240.0);
    assertThat(rating(ranking, "猫") + rating(ranking, "犬")).isCloseTo(2_000, within(1e-6));
    assertThat(rating(ranking, "y")).isCloseTo(1_000, within(1e-6));
    assertThat(ranking.difference("x", "z").orElseThrow().value()).isPositive();
  }

  @Test
  void probabilityFollowsFromTheDifference() {
    Ranking ranking = new BradleyTerry(0.001, Bootstrap.DEFAULT)
        .rank(Comparisons.builder().win("a", "b", 30).win("b", "a", 10).build());
    Estimate probability = ranking.winProbability("a", "b").orElseThrow();
    assertThat(probability.value()).isCloseTo(0.75, within(1e-4));
    // With two players it is a share of successes.
    assertThat(probability.low()).isCloseTo(Wilson.of(30, 40).low(), within(0.04));
    assertThat(probability.high()).isCloseTo(Wilson.of(30, 40).high(), within(0.04));
    Estimate difference = ranking.difference("a", "b").orElseThrow();
    assertThat(Elo.expected(difference.low(), 0)).isCloseTo(probability.low(), within(1e-9));
  }

  @Test
  void sameComparisonsHaveTheSameRanking() {
    Comparisons comparisons =
        Comparisons.builder().win("a", "b", 9).win("b", "c", 7).win("c", "a", 3).build();
    Ranking ranking = BradleyTerry.DEFAULT.rank(comparisons);
    assertThat(BradleyTerry.DEFAULT.rank(comparisons).players()).isEqualTo(ranking.players());
  }

  @Test
  void longChainIsStillRanked() {
    Comparisons.Builder chain = Comparisons.builder();
    for (int i = 0; i < 60; i++) {
      chain.win("p" + i, "p" + (i + 1), 6).win("p" + (i + 1), "p" + i, 4);
    }
    // Odds of 6 to 4 are 70 points; the prior takes that as chance the more, the longer the chain.
    Ranking ranking = new BradleyTerry(0.001, QUICK.bootstrap()).rank(chain.build());
    assertThat(ranking.groups()).hasSize(1);
    assertThat(ranking.difference("p30", "p31").orElseThrow().value()).isCloseTo(70, within(5.0));
    assertThat(ranking.difference("p0", "p60").orElseThrow().value()).isBetween(3_500.0, 4_230.0);
    assertThat(QUICK.rank(chain.build()).difference("p0", "p60").orElseThrow().value())
        .isPositive()
        .isLessThan(1_000);
  }

  @Test
  @Tag("long")
  void intervalsOfDifferencesCover() {
    SplittableRandom random = new SplittableRandom(9);
    double[] truth = {0.6, 0.2, 0, -0.3, -0.5};
    BradleyTerry model = new BradleyTerry(1, new Bootstrap(799, 0.95, 1, Method.BCA));
    int covered = 0;
    for (int dataset = 0; dataset < 1_000; dataset++) {
      Comparisons.Builder builder = Comparisons.builder();
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < i; j++) {
          for (int game = 0; game < 20; game++) {
            boolean win = random.nextDouble() < 1 / (1 + Math.exp(truth[j] - truth[i]));
            builder.win("p" + (win ? i : j), "p" + (win ? j : i));
          }
        }
      }
      Estimate difference = model.rank(builder.build()).difference("p0", "p4").orElseThrow();
      double expected = 1.1 * POINTS_PER_LOGIT;
      covered += difference.low() <= expected && expected <= difference.high() ? 1 : 0;
    }
    assertThat(covered / 1_000.0).isBetween(0.93, 0.97);
  }

  @Test
  void whatCannotBeRankedIsAnError() {
    assertProblem(
        () -> BradleyTerry.DEFAULT.rank(Comparisons.builder().build()),
        "a ranking needs at least one comparison");
    assertProblem(
        () -> BradleyTerry.DEFAULT.rank(Comparisons.builder().win("a", "b", 0).build()),
        "a ranking needs at least one comparison");
    assertProblem(
        () -> Comparisons.builder().tie("a", "a"), "\"a\" cannot be compared with itself");
    assertProblem(
        () -> Comparisons.builder().win("a", "b", -1),
        "the number of comparisons is -1; it must be 0 or more");
    assertProblem(
        () -> new BradleyTerry(0, Bootstrap.DEFAULT), "the prior is 0.0; it must be 0.001 to 100");
    Ranking ranking = QUICK.rank(Comparisons.builder().win("a", "b").build());
    assertProblem(() -> ranking.difference("a", "c"), "\"c\" is none of the 2 players");
  }

  private static void assertProblem(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
