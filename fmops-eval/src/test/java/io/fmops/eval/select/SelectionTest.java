package io.fmops.eval.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Wilson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {

  private static final Criterion ACCURACY = Criterion.quality("accuracy", 0.01);
  private static final Criterion SPEED = Criterion.speed(Duration.ofMillis(50));
  private static final Criterion COST = Criterion.cost(new BigDecimal("0.01"));

  /** 200 examples, right as often as told, each taking the same time. */
  private static CandidateResult candidate(
      String name, double accuracy, double millis, String costPerThousand) {
    double[] right = new double[200];
    Arrays.fill(right, 0, (int) Math.round(200 * accuracy), 1);
    shuffle(right, name.hashCode());
    return candidate(name, right, millis, costPerThousand, 0, Optional.empty());
  }

  private static CandidateResult candidate(
      String name,
      double[] right,
      double millis,
      String costPerThousand,
      long errors,
      Optional<String> failure) {
    double[] latency = new double[right.length];
    Arrays.fill(latency, millis);
    return new CandidateResult(
        name,
        "m:" + name,
        "p",
        "",
        right.length,
        right.length,
        right.length - errors,
        errors,
        0,
        Map.of(),
        failure,
        Map.of("accuracy", Bootstrap.DEFAULT.mean(right)),
        Map.of(),
        Map.of("accuracy", Samples.of(right)),
        Samples.of(latency),
        Optional.of(
            new CandidateResult.LatencyFigures(Bootstrap.DEFAULT.mean(latency), millis, millis)),
        0,
        0,
        costPerThousand.isEmpty()
            ? Optional.empty()
            : Optional.of(new BigDecimal(costPerThousand)
                .multiply(BigDecimal.valueOf(right.length - errors))
                .movePointLeft(3)),
        Optional.of(BigDecimal.ZERO),
        Optional.empty());
  }

  private static void shuffle(double[] values, long seed) {
    Random random = new Random(seed);
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  private static EvaluationResult result(CandidateResult... candidates) {
    return new EvaluationResult("d", 200, "USD", List.of(candidates));
  }

  @Test
  void aClearlyBetterCandidateWinsWhateverItCosts() {
    Choice choice = Selection.byPriority(ACCURACY, COST, SPEED)
        .choose(result(candidate("good", 0.9, 2000, "5"), candidate("cheap", 0.5, 10, "0.1")));
    assertThat(choice.winner()).contains("good");
    assertThat(choice.decisive()).isTrue();
    assertThat(choice.reason())
        .contains("good (accuracy 0.900 [")
        .contains("wins, ahead of cheap")
        .contains("a difference of 0.400");
    assertThat(choice.paretoFront()).containsExactly("good", "cheap");
  }

  @Test
  void aDifferenceThatMayBeChanceGoesOnToTheNextCriterion() {
    Choice choice = Selection.byPriority(ACCURACY, COST, SPEED)
        .choose(result(
            candidate("a little better", 0.80, 100, "5"), candidate("cheaper", 0.78, 100, "0.5")));
    assertThat(choice.winner()).contains("cheaper");
    assertThat(choice.decisive()).isTrue();
    assertThat(choice.reason()).contains("may be chance").contains("cheaper (cost 0.5 USD) wins");
  }

  @Test
  void aDifferenceWithinTheToleranceDoesNotCount() {
    double[] base = new double[200];
    Arrays.fill(base, 0, 100, 1);
    double[] better = base.clone();
    better[150] = 1; // one example more, everything else the same
    Choice choice = Selection.byPriority(Criterion.quality("accuracy", 0.02), SPEED)
        .choose(result(
            candidate("slow", better, 900, "1", 0, Optional.empty()),
            candidate("fast", base, 100, "1", 0, Optional.empty())));
    assertThat(choice.winner()).contains("fast");
    assertThat(choice.reason())
        .contains("within the tolerance")
        .contains("fast (median latency 100 ms) wins");
  }

  @Test
  void whatTheDataCannotTellApartIsSaidToBeEqual() {
    Choice choice = Selection.byPriority(ACCURACY, COST, SPEED)
        .choose(result(candidate("a", 0.80, 100, "1"), candidate("b", 0.79, 110, "1")));
    assertThat(choice.winner()).contains("a");
    assertThat(choice.decisive()).isFalse();
    assertThat(choice.equals()).containsExactly("b");
    assertThat(choice.reason())
        .contains("a has the best accuracy 0.800 [")
        .contains("cannot be told from another one; the nearest is b")
        .contains("So the data does not decide: a is named for its accuracy");
  }

  @Test
  void fiveExamplesTellNothingApart() {
    Choice choice = Selection.byPriority(ACCURACY)
        .choose(result(
            candidate("right", new double[] {1, 1, 1, 1, 1}, 1, "1", 0, Optional.empty()),
            candidate("wrong", new double[] {0, 0, 0, 0, 0}, 1, "1", 0, Optional.empty())));
    assertThat(choice.decisive()).isFalse();
    assertThat(choice.equals()).containsExactly("wrong");
  }

  @Test
  void aCandidateThatWasHardlyScoredIsNotConsidered() {
    double[] one = new double[200];
    Arrays.fill(one, Double.NaN);
    one[0] = 1;
    CandidateResult hardly = new CandidateResult(
        "hardly",
        "m",
        "p",
        "",
        200,
        200,
        200,
        0,
        0,
        Map.of(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of("accuracy", Samples.of(one)),
        Samples.of(one),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    CandidateResult never = new CandidateResult(
        "never",
        "m",
        "p",
        "",
        200,
        200,
        200,
        0,
        0,
        Map.of(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        Samples.of(one),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    for (Selection selection :
        List.of(Selection.byPriority(ACCURACY), Selection.byWeight(ACCURACY))) {
      Choice choice = selection.choose(result(hardly, candidate("steady", 0.8, 1, "1"), never));
      assertThat(choice.winner()).contains("steady");
      assertThat(choice.reason()).contains("Not considered").contains("hardly, never");
    }
  }

  @Test
  void aWeightedTieIsNotCertain() {
    double[] right = new double[200];
    Arrays.fill(right, 0, 80, 1);
    Choice choice = Selection.byWeight(ACCURACY)
        .choose(result(
            candidate("first", right, 1, "1", 0, Optional.empty()),
            candidate("second", right, 1, "1", 0, Optional.empty())));
    assertThat(choice.decisive()).isFalse();
    assertThat(choice.equals()).containsExactly("second");
    assertThat(choice.reason()).contains("in 50 % of the resamplings");
  }

  @Test
  void twinsAreNamedInTheirOrderAndNotForAMerit() {
    double[] right = new double[200];
    Arrays.fill(right, 0, 80, 1);
    Choice choice = Selection.byPriority(ACCURACY)
        .choose(result(
            candidate("first", right, 1, "1", 0, Optional.empty()),
            candidate("second", right, 1, "1", 0, Optional.empty())));
    assertThat(choice.winner()).contains("first");
    assertThat(choice.reason()).contains("first is named because it comes first");
  }

  @Test
  void anUnknownCostIsNotTheCheapest() {
    Choice choice = Selection.byPriority(COST)
        .choose(result(candidate("unknown", 0.8, 1, ""), candidate("known", 0.8, 1, "9")));
    assertThat(choice.winner()).contains("known");
    assertThat(choice.reason()).contains("ahead of unknown (unknown)");
    assertThat(Selection.byPriority(COST, ACCURACY)
            .choose(result(candidate("x", 0.9, 1, ""), candidate("y", 0.3, 1, "")))
            .winner())
        .as("unknown to all is no difference")
        .contains("x");
  }

  @Test
  void aCandidateThatFailsTooOftenIsNotChosen() {
    double[] right = new double[200];
    Arrays.fill(right, 1);
    Choice choice = Selection.byPriority(ACCURACY)
        .choose(result(
            candidate("shaky", right, 1, "1", 11, Optional.empty()),
            candidate("steady", 0.4, 1, "1")));
    assertThat(choice.winner()).contains("steady");
    Choice none = Selection.byPriority(ACCURACY)
        .choose(result(candidate("gone", right, 1, "1", 200, Optional.of("no credentials"))));
    assertThat(none.winner()).isEmpty();
    assertThat(none.reason()).contains("No candidate can be chosen");
  }

  @Test
  void weightsDecideWhatMattersMore() {
    EvaluationResult result =
        result(candidate("good", 0.9, 2000, "1"), candidate("fast", 0.5, 10, "1"));
    Choice quality = Selection.byWeight(ACCURACY.withWeight(3), SPEED).choose(result);
    Choice speed = Selection.byWeight(ACCURACY, SPEED.withWeight(3)).choose(result);
    assertThat(quality.winner()).contains("good");
    assertThat(speed.winner()).contains("fast");
    assertThat(quality.decisive()).isTrue();
    assertThat(quality.reason()).contains("weighted score, 0.750").contains("100 %");
  }

  @Test
  void aWeightedWinByChanceIsNotDecisive() {
    Choice choice = Selection.byWeight(ACCURACY)
        .choose(result(candidate("a", 0.80, 100, "1"), candidate("b", 0.78, 100, "1")));
    assertThat(choice.decisive()).isFalse();
    assertThat(choice.equals()).containsExactly("b");
    assertThat(choice.reason()).contains("cannot tell it from b");
  }

  @Test
  void onlyCandidatesThatNothingBeatsAreOnTheFront() {
    Choice choice = Selection.byPriority(ACCURACY, SPEED, COST)
        .choose(result(
            candidate("best", 0.9, 100, "5"),
            candidate("beaten", 0.8, 200, "6"),
            candidate("cheap", 0.7, 100, "1")));
    assertThat(choice.paretoFront()).containsExactly("best", "cheap");
  }

  @Test
  void aSingleCandidateIsTheChoice() {
    Choice choice = Selection.byPriority(ACCURACY).choose(result(candidate("only", 0.8, 1, "1")));
    assertThat(choice.winner()).contains("only");
    assertThat(choice.reason()).contains("the only candidate");
  }

  @Test
  void aMeasureThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> Selection.byPriority(Criterion.quality("bleu", 0))
            .choose(result(candidate("a", 0.8, 1, "1"), candidate("b", 0.7, 1, "1"))))
        .hasMessageContaining("\"bleu\" is no measure that each example has")
        .hasMessageContaining("accuracy");
    assertThatThrownBy(() -> Selection.byPriority()).hasMessageContaining("at least one criterion");
    assertThatThrownBy(() -> Criterion.quality("x", -1)).hasMessageContaining("tolerance is -1");
    assertThatThrownBy(() -> ACCURACY.withWeight(0)).hasMessageContaining("weight is 0");
  }

  @Test
  void aConstraintLeavesOutTheBestIfItDoesNotKeepIt() {
    EvaluationResult result =
        result(candidate("slow", 0.95, 3000, "9"), candidate("quick", 0.8, 500, "1"));
    Selection rule = Selection.byPriority(ACCURACY);
    assertThat(rule.choose(result).winner()).contains("slow");

    Choice choice = rule.among(Constraint.p95Within(Duration.ofSeconds(2))).choose(result);
    assertThat(choice.winner()).contains("quick");
    assertThat(choice.reason())
        .contains("Constraints leave out slow (p95 3000 ms, above 2000 ms).");
    assertThat(rule.among(Constraint.costPerThousandWithin(new BigDecimal("2")))
            .choose(result)
            .reason())
        .contains("slow (cost of a thousand calls 9 USD, above 2 USD)");
    assertThat(rule.among(Constraint.medianWithin(Duration.ofSeconds(4)))
            .choose(result)
            .winner())
        .contains("slow");
  }

  @Test
  void aConstraintOnAMeasureLooksAtTheLowerEndOfItsInterval() {
    EvaluationResult result = result(candidate("a", 0.8, 1, "1"), candidate("b", 0.9, 1, "1"));
    Selection rule = Selection.byWeight(Criterion.speed(Duration.ZERO));
    Choice choice = rule.among(Constraint.surelyAtLeast("accuracy", 0.8)).choose(result);
    assertThat(choice.winner()).contains("b");
    assertThat(choice.reason()).contains("a (accuracy's lower end 0.");
  }

  @Test
  void nobodyIsChosenIfNobodyKeepsTheConstraintsOrItIsUnknown() {
    EvaluationResult result = result(candidate("a", 0.8, 1000, ""));
    Choice choice = Selection.byPriority(ACCURACY)
        .among(
            Constraint.costPerThousandWithin(BigDecimal.ONE),
            Constraint.p95Within(Duration.ofMillis(10)),
            Constraint.surelyAtLeast("helpfulness", 1))
        .choose(result);
    assertThat(choice.winner()).isEmpty();
    assertThat(choice.reason())
        .contains("a (cost of a thousand calls unknown, p95 1000 ms, above 10 ms")
        .contains("helpfulness's lower end unknown");
  }

  @Test
  void aHandfulOfExamplesIsSureOfSharesOnly() {
    double[] ten = new double[10];
    Arrays.fill(ten, 0.9);
    CandidateResult few = new CandidateResult(
        "few",
        "m:few",
        "p",
        "",
        10,
        10,
        10,
        0,
        0,
        Map.of(),
        Optional.empty(),
        Map.of("quality", Bootstrap.DEFAULT.mean(ten), "recall:rare", Wilson.of(10, 10)),
        Map.of(),
        Map.of("quality", Samples.of(ten)),
        Samples.of(ten),
        Optional.of(new CandidateResult.LatencyFigures(Bootstrap.DEFAULT.mean(ten), 1, 1)),
        0,
        0,
        Optional.of(BigDecimal.ONE),
        Optional.of(BigDecimal.ZERO),
        Optional.empty());
    Selection rule = Selection.byWeight(Criterion.speed(Duration.ZERO));
    assertThat(rule.among(Constraint.surelyAtLeast("quality", 0.5))
            .choose(result(few))
            .reason())
        .contains("quality's lower end rests on fewer than 20 examples");
    assertThat(rule.among(Constraint.surelyAtLeast("recall:rare", 0.5))
            .choose(result(few))
            .winner())
        .contains("few");
  }

  @Test
  void aConstraintHasABoundThatMakesSense() {
    assertThatThrownBy(() -> Constraint.p95Within(Duration.ZERO)).hasMessageContaining("p95");
    assertThatThrownBy(() -> Constraint.surelyAtLeast("accuracy", Double.NaN))
        .hasMessageContaining("accuracy");
  }

  @Test
  void ofAnErrorRateLessIsBetter() {
    // What the candidates have is the share of wrong words here.
    EvaluationResult result = result(
        candidate("careful", 0.1, 9, "1"),
        candidate("middling", 0.5, 5, "1"),
        candidate("sloppy", 0.9, 1, "1"));
    Criterion errors = Criterion.error("accuracy", 0.01);
    Choice byPriority = Selection.byPriority(errors).choose(result);
    assertThat(byPriority.winner()).contains("careful");
    assertThat(byPriority.decisive()).isTrue();
    assertThat(byPriority.reason()).contains("careful (accuracy 0.100").contains("middling");
    Choice byWeight =
        Selection.byWeight(errors.withWeight(5), Criterion.speed(Duration.ZERO)).choose(result);
    assertThat(byWeight.winner()).contains("careful");
    assertThat(byWeight.paretoFront()).containsExactly("careful", "middling", "sloppy");
  }
}
