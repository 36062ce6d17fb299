package io.fmops.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.metric.Score;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Wilson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConditionTest {

  /** As many right answers as said, spread over the examples. */
  private static CandidateRun right(int successes, int n) {
    return Rows.scored("x", "right", n, i -> i < successes ? 1 : 0).run();
  }

  private static ConditionResult check(Condition condition, CandidateRun run) {
    return condition.check(new Evidence(run, Optional.empty(), 0));
  }

  private static ConditionResult compare(
      Condition condition, int n, IntToDoubleFunction candidate, IntToDoubleFunction baseline) {
    return condition.check(new Evidence(
        Rows.scored("new", "right", n, candidate).run(),
        Optional.of(Rows.scored("old", "right", n, baseline).run()),
        0));
  }

  @Test
  void aMeasurePassesIfItsWholeIntervalIsAboveTheLimit() {
    ConditionResult result = check(Condition.atLeast("right", 0.8), right(180, 200));
    assertThat(Wilson.of(180, 200).low()).isGreaterThan(0.8);
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.words()).isEqualTo("right is 0.900 [0.851, 0.934] over 200 examples");
    assertThat(result.condition()).isEqualTo("right >= 0.8");
  }

  @Test
  void itFailsIfItsWholeIntervalIsBelow() {
    ConditionResult result = check(Condition.atLeast("right", 0.8), right(120, 200));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("0.600 [0.531, 0.665]", "wrong side of 0.8");
    assertThat(result.moreExamples()).isEmpty();
  }

  @Test
  void betweenItIsUndecidedAndSaysHowManyExamplesWouldDecide() {
    ConditionResult result = check(Condition.atLeast("right", 0.8), right(165, 200));
    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    long more = result.moreExamples().orElseThrow();
    assertThat(result.words())
        .contains("0.825 [0.766, 0.871]", "either side of 0.8")
        .contains(Words.count(more) + " examples more would decide it");
    // With as many, and the same share, the interval does decide.
    long n = 200 + more;
    assertThat(Wilson.of(Math.round(0.825 * n), n).low()).isGreaterThan(0.8);
    assertThat(Wilson.of(Math.round(0.825 * n / 4), n / 4).low()).isLessThan(0.8);
  }

  @Test
  void atTheLimitItselfNoNumberOfExamplesDecides() {
    ConditionResult result = check(Condition.atLeast("right", 0.8), right(160, 200));
    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(result.moreExamples()).isEmpty();
    assertThat(result.words()).contains("no number of examples");
  }

  @Test
  void theValueAloneCountsOnlyIfAskedFor() {
    ConditionResult result = check(Condition.atLeast("right", 0.8, Bound.VALUE), right(165, 200));
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.condition()).isEqualTo("right >= 0.8 by value");
    assertThat(check(Condition.atLeast("right", 0.83, Bound.VALUE), right(165, 200))
            .outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void whereLessIsBetterTheUpperEndCounts() {
    assertThat(check(Condition.atMost("right", 0.1), right(5, 200)).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(check(Condition.atMost("right", 0.1), right(15, 200)).outcome())
        .isEqualTo(Outcome.UNDECIDED);
    assertThat(check(Condition.atMost("right", 0.1), right(60, 200)).outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(
            check(Condition.atMost("right", 0.1, Bound.VALUE), right(15, 200)).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void twentyExamplesThatAreAllAlikeAreFewerThanItLooks() {
    // The bootstrap's interval has no width then.
    CandidateRun few = Rows.scored("x", "rouge", 19, i -> 0.9).run();
    ConditionResult result = check(Condition.atLeast("rouge", 0.8), few);
    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(result.words()).contains("19 examples, too few");
    assertThat(result.moreExamples()).hasValue(1);
    CandidateRun enough = Rows.scored("x", "rouge", 20, i -> 0.9).run();
    assertThat(check(Condition.atLeast("rouge", 0.8), enough).outcome()).isEqualTo(Outcome.PASSED);
    // Shares have an interval that is honest from the first example on.
    assertThat(check(Condition.atLeast("right", 0.5), right(10, 10)).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(check(Condition.atLeast("right", 0.9), right(10, 10)).outcome())
        .isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void noConditionPassesOnScoresThatAreMissing() {
    Rows rows = Rows.scored("x", "right", 200, i -> i < 4 ? Double.NaN : 1);
    ConditionResult strict = check(Condition.atLeast("right", 0.8), rows.run());
    assertThat(strict.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(strict.words())
        .isEqualTo("4 of 200 examples (2.0 %) have no score; at most 0.0 % may be missing");
    Evidence patient = new Evidence(rows.run(), Optional.empty(), 0.02);
    assertThat(Condition.atLeast("right", 0.8).check(patient).outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void noConditionPassesOnAnswersThatAreMissing() {
    CandidateRun run =
        Rows.scored("x", "right", 50, i -> 1).failed("down", "unavailable").run();
    for (Condition condition : List.of(
        Condition.atLeast("right", 0.5),
        Condition.atLeast("right", 0.5, Bound.VALUE),
        Condition.latencyP95AtMost(Duration.ofSeconds(9)),
        Condition.costPerThousandAtMost(new BigDecimal(9)),
        Condition.truncatedAtMost(1),
        Condition.errorRateAtMost(0.01))) {
      assertThat(check(condition, run).outcome()).as(condition.name()).isEqualTo(Outcome.FAILED);
    }
  }

  @Test
  void examplesThatAnEarlyEndingLeftOutAreMissing() {
    CandidateResult half = right(50, 50).result();
    EvaluationResult ended = new EvaluationResult("d", 100, "USD", List.of(half));
    CandidateRun run = CandidateRun.of(ended, "x");
    assertThat(check(Condition.atLeast("right", 0.5), run).words())
        .contains("50 of 100 examples (50 %) have no score");
    assertThat(check(Condition.errorRateAtMost(0.5), run).words())
        .contains("50 of 100 examples (50 %) were not asked about");
  }

  @Test
  void rowsThatAreNotAllOfTheDatasetAreMissingExamples() {
    Rows rows = Rows.scored("x", "right", 50, i -> 1);
    CandidateRun whole = CandidateRun.of(rows.stream().map(row -> row.inDatasetOf(50)), List.of());
    assertThat(check(Condition.atLeast("right", 0.5), whole).outcome()).isEqualTo(Outcome.PASSED);
    CandidateRun half = CandidateRun.of(rows.stream().map(row -> row.inDatasetOf(100)), List.of());
    assertThat(check(Condition.atLeast("right", 0.5), half).words())
        .contains("50 of 100 examples (50 %) have no score");
    assertThat(check(Condition.errorRateAtMost(0.5), half).words())
        .contains("50 of 100 examples (50 %) were not asked about");
  }

  @Test
  void aMeasureThatThereIsNotFailsAndTheNearestNameIsSaid() {
    ConditionResult result = check(Condition.atLeast("righ", 0.5), right(10, 10));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("no \"righ\"", "did you mean \"right\"?");
  }

  @Test
  void figuresOfLabelsLookAtTheLabelsThatAreMissing() {
    Rows rows = Rows.of("x");
    for (int i = 0; i < 100; i++) {
      rows.add("e" + i, "文" + i, "肯定", new Score.Label("label", "肯定", i < 97 ? "肯定" : "否定"));
    }
    assertThat(check(Condition.atLeast("micro-f1", 0.9), rows.run()).outcome())
        .isEqualTo(Outcome.PASSED);
    rows.add("last", "文", "?", new Score.Unscored("label", "no reference"));
    assertThat(check(Condition.atLeast("micro-f1", 0.9), rows.run()).words())
        .contains("1 of 101 examples");
  }

  @Test
  void aShareOfAHandfulOfExamplesIsDecidedAndAMeanIsNot() {
    Rows rows = Rows.of("x");
    for (int i = 0; i < 100; i++) {
      String expected = i < 15 ? "rare" : "usual";
      rows.add("e" + i, "文" + i, expected, new Score.Label("label", expected, expected));
    }
    assertThat(check(Condition.atLeast("recall:rare", 0.5), rows.run()).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(check(
                Condition.atLeast("s", 0.5), Rows.scored("x", "s", 15, i -> 0.9).run())
            .outcome())
        .isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void scoresOfSumsTakeTheirEvaluator() {
    Rows rows = Rows.of("x");
    for (int i = 0; i < 30; i++) {
      rows.add("e" + i, "q", "a", new Score.Summed("wer", 0.5, List.of(1.0, 2.0)));
    }
    assertThat(check(Condition.atMost("wer", 0.9), rows.run()).words())
        .contains("made of sums", "evaluator");
  }

  @Test
  void speedCostAndMishapsAreHeldAgainstTheirLimits() {
    // 100 calls take 100 ms to 199 ms and cost a tenth of a cent each.
    CandidateRun run = right(50, 100);
    ConditionResult slow = check(Condition.latencyP95AtMost(Duration.ofMillis(193)), run);
    assertThat(slow.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(slow.words()).contains("194 ms");
    assertThat(check(Condition.latencyP95AtMost(Duration.ofMillis(194)), run).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(check(Condition.costPerThousandAtMost(BigDecimal.ONE), run).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(
            check(Condition.costPerThousandAtMost(new BigDecimal("0.99")), run).outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(check(Condition.errorRateAtMost(0), run).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(check(Condition.examplesAtLeast(100), run).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(check(Condition.examplesAtLeast(101), run).words()).contains("has 100 examples");
    CandidateRun cut = Rows.of("x").truncated("a").truncated("b").run();
    assertThat(check(Condition.truncatedAtMost(0.5), cut).words())
        .isEqualTo("2 of 2 answers were cut off (100 %)");
  }

  @Test
  void anErrorRateWithinTheLimitPassesIfThatManyMayBeMissing() {
    CandidateRun run =
        Rows.scored("x", "right", 99, i -> 1).failed("down", "unavailable").run();
    Evidence evidence = new Evidence(run, Optional.empty(), 0.01);
    assertThat(Condition.errorRateAtMost(0.01).check(evidence).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(Condition.errorRateAtMost(0.009).check(evidence).words())
        .isEqualTo("1 of 100 calls failed (1.0 %)");
  }

  @Test
  void aCandidateThatIsAsGoodWithinTheToleranceIsNotWorse() {
    // Nine in ten right, other ones in four of 400 examples.
    ConditionResult result = compare(
        Condition.notWorse("right", 0.02),
        400,
        i -> i == 1 || i == 2 || (i % 10 == 0 && i > 10) ? 0 : 1,
        i -> i % 10 == 0 ? 0 : 1);
    assertThat(result.words()).contains("0.900 against 0.900, a difference of 0.000");
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void oneThatIsWorseByMoreFails() {
    ConditionResult result =
        compare(Condition.notWorse("right", 0.02), 200, i -> i % 4 == 0 ? 0 : 1, i -> 1);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("0.750 against 1.000, a difference of -0.250 [");
  }

  @Test
  void agreeingOnEverythingShowsLittleIfTheExamplesAreFew() {
    // After 50 examples two that agree may still differ by 7 points, by Tango's interval.
    ConditionResult few = compare(Condition.notWorse("right", 0.02), 50, i -> 1, i -> 1);
    assertThat(few.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(few.moreExamples().orElseThrow()).isBetween(50L, 2_000L);
    assertThat(compare(Condition.notWorse("right", 0.02), 200, i -> 1, i -> 1).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void withoutAToleranceOnlyABetterOnePasses() {
    Condition strict = Condition.notWorse("right", 0);
    assertThat(compare(strict, 1_000, i -> 1, i -> 1).outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(compare(strict, 1_000, i -> 1, i -> i % 10 == 0 ? 0 : 1).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void whereLessIsBetterHigherIsWorse() {
    Condition notHigher = Condition.notHigher("right", 0.02);
    assertThat(compare(notHigher, 200, i -> i % 4 == 0 ? 1 : 0, i -> 0).outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(compare(notHigher, 200, i -> 0, i -> i % 4 == 0 ? 1 : 0).outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void otherScoresAreComparedByTheBootstrap() {
    Condition condition = Condition.notWorse("right", 0.05);
    assertThat(compare(condition, 100, i -> 0.5 + i % 7 / 50.0, i -> 0.5 + i % 5 / 50.0)
            .outcome())
        .isEqualTo(Outcome.PASSED);
    ConditionResult few = compare(condition, 19, i -> 0.5, i -> 0.5);
    assertThat(few.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(few.words()).contains("too few");
  }

  @Test
  void examplesOfTheBaselineThatHaveNoCounterpartAreMissing() {
    CandidateRun old = Rows.scored("old", "right", 400, i -> 1).run();
    CandidateRun shorter = Rows.scored("new", "right", 398, i -> 1).run();
    ConditionResult result =
        Condition.notWorse("right", 0.02).check(new Evidence(shorter, Optional.of(old), 0));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("2 of 400 examples (0.5 %) of the baseline");
    assertThat(Condition.notWorse("right", 0.02)
            .check(new Evidence(shorter, Optional.of(old), 0.01))
            .outcome())
        .isEqualTo(Outcome.PASSED);
  }

  @Test
  void anIdWithAnotherContentIsAnotherExample() {
    // The two texts have one hash code in Java.
    Rows old = Rows.scored("old", "right", 300, i -> 1).add("x", "Aa", "a", "right", 1);
    Rows now = Rows.scored("new", "right", 300, i -> 1).add("x", "BB", "a", "right", 1);
    ConditionResult result =
        Condition.notWorse("right", 0.02).check(new Evidence(now.run(), Optional.of(old.run()), 0));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("1 the same id and another content");
  }

  @Test
  void newExamplesAreNotComparedAndSaid() {
    CandidateRun old = Rows.scored("old", "right", 300, i -> 1).run();
    CandidateRun longer = Rows.scored("new", "right", 310, i -> i < 300 ? 1 : 0).run();
    ConditionResult result =
        Condition.notWorse("right", 0.02).check(new Evidence(longer, Optional.of(old), 0));
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.words()).contains("over 300 examples (10 more are new)");
  }

  @Test
  void withoutABaselineNothingIsKnownToBeNoWorse() {
    ConditionResult result = check(Condition.notWorse("right", 0.02), right(10, 10));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("no baseline");
  }

  @Test
  void aFigureOfTheWholeDatasetCannotBePaired() {
    Rows rows = Rows.of("x");
    for (int i = 0; i < 30; i++) {
      rows.add("e" + i, "q", "a", new Score.Label("label", "a", "a"));
    }
    ConditionResult result = Condition.notWorse("macro-f1", 0.02)
        .check(new Evidence(rows.run(), Optional.of(rows.run()), 0));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.words()).contains("no \"macro-f1\"", "accuracy", "of single examples");
  }

  @Test
  void candidatesOfOneRunArePairedByPositionAndThoseOfTwoRunsRefused() {
    CandidateResult a = Rows.scored("a", "right", 300, i -> 1).run().result();
    CandidateResult b =
        Rows.scored("b", "right", 300, i -> i % 3 == 0 ? 0 : 1).run().result();
    EvaluationResult result = new EvaluationResult("d", 300, "USD", List.of(a, b));
    Comparison compared = Comparison.of(
            CandidateRun.of(result, "b"), CandidateRun.of(result, "a"), "right")
        .orElseThrow();
    assertThat(compared.lower()).isEqualTo(100);
    assertThat(compared.difference().value()).isEqualTo(-1.0 / 3);
    EvaluationResult other = new EvaluationResult("other", 300, "USD", List.of(a));
    assertThatThrownBy(
            () -> Comparison.of(CandidateRun.of(result, "b"), CandidateRun.of(other, "a"), "right"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read both from their rows");
  }

  @Test
  void whatIsNoLimitIsRefused() {
    assertThatThrownBy(() -> Condition.atLeast("x", Double.NaN)).hasMessageContaining("finite");
    assertThatThrownBy(() -> Condition.notWorse("x", -0.1)).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> Condition.latencyP95AtMost(Duration.ZERO))
        .hasMessageContaining("more than 0");
    assertThatThrownBy(() -> Condition.errorRateAtMost(1.1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> Condition.costPerThousandAtMost(new BigDecimal(-1)))
        .hasMessageContaining("0 or more");
    assertThatThrownBy(() -> Condition.examplesAtLeast(0)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> new Evidence(right(1, 1), Optional.empty(), 2))
        .hasMessageContaining("0 to 1");
  }

  @Test
  void theFiguresFromRowsAreThoseOfTheRun() {
    Estimate estimate = right(165, 200).result().measures().get("right");
    assertThat(estimate).isEqualTo(Wilson.of(165, 200));
  }
}
