package io.fmops.eval.gate;

import static io.fmops.eval.gate.EvaluationAssertions.assertAnswer;
import static io.fmops.eval.gate.EvaluationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.EvaluationResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluationAssertionsTest {

  private static final EvaluationResult RESULT = new EvaluationResult(
      "questions",
      400,
      "USD",
      List.of(
          Rows.scored("large", "accuracy", 400, i -> i % 20 == 0 ? 0 : 1).run().result(),
          Rows.scored("small", "accuracy", 400, i -> i % 15 == 0 ? 0 : 1).run().result(),
          Rows.scored("bad", "accuracy", 400, i -> i % 2).run().result()));

  private static final Example CAPITAL =
      new Example("q1", Map.of("text", "日本の首都は?"), Optional.of("東京"));

  @Test
  void whatIsGoodPassesAndGoesOn() {
    assertThat(RESULT)
        .candidate("large")
        .measure("accuracy")
        .isAtLeast(0.9)
        .hasValueAtLeast(0.95)
        .isNotWorseThan("bad", 0)
        .and()
        .meets(Condition.latencyP95AtMost(Duration.ofSeconds(1)))
        .passes(Gate.builder("g").condition(Condition.errorRateAtMost(0)).build());
    assertThat(RESULT).candidate("bad").measure("accuracy").isAtMost(0.6).hasValueAtMost(0.5);
  }

  @Test
  void theMessageShowsFigureIntervalAndLimit() {
    assertThatThrownBy(
            () -> assertThat(RESULT).candidate("bad").measure("accuracy").isAtLeast(0.8))
        .isInstanceOf(AssertionError.class)
        .hasMessage("accuracy >= 0.8 of \"bad\" failed: accuracy is 0.500 [0.451, 0.549] over 400"
            + " examples, all of it on the wrong side of 0.8");
    assertThatThrownBy(
            () -> assertThat(RESULT).candidate("large").measure("accuracy").isAtLeast(0.93))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("is undecided: accuracy is 0.950 [0.924, 0.967]")
        .hasMessageContaining("examples more would decide it");
  }

  @Test
  void aCandidateIsComparedWithAnotherOneOfTheRun() {
    assertThatThrownBy(() ->
            assertThat(RESULT).candidate("bad").measure("accuracy").isNotWorseThan("large", 0.02))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0.500 against 0.950, a difference of -0.450 [-0.499, -0.402]");
    assertThatThrownBy(() ->
            assertThat(RESULT).candidate("bad").measure("accuracy").isNotWorseThan("nobody", 0.02))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no candidate \"nobody\"", "[large, small, bad]");
  }

  @Test
  void rowsAreComparedWithOtherRows() {
    CandidateRun large = Rows.scored("large", "accuracy", 400, i -> 1).run();
    CandidateRun bad = Rows.scored("bad", "accuracy", 400, i -> i % 2).run();
    assertThat(large).measure("accuracy").isNotWorseThan(bad, 0);
    assertThatThrownBy(() -> assertThat(bad).measure("accuracy").isNotWorseThan("large", 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("read from rows");
    Gate gate =
        Gate.builder("g").condition(Condition.notWorse("accuracy", 0.02)).build();
    assertThat(large).passes(gate, bad);
    assertThatThrownBy(() -> assertThat(bad).passes(gate, large))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gate g: failed (bad against large, 400 examples)")
        .hasMessageContaining("200 broken");
    assertThatThrownBy(() -> assertThat(bad).passes(gate)).hasMessageContaining("no baseline");
  }

  @Test
  void nothingMayBeMissingUnlessAllowed() {
    CandidateRun gaps =
        Rows.scored("x", "accuracy", 400, i -> i < 8 ? Double.NaN : 1).run();
    assertThatThrownBy(() -> assertThat(gaps).measure("accuracy").isAtLeast(0.5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("8 of 400 examples (2.0 %) have no score");
    assertThat(gaps).allowingMissing(0.02).measure("accuracy").isAtLeast(0.5);
  }

  @Test
  void anUnknownCandidateIsSaid() {
    assertThatThrownBy(() -> assertThat(RESULT).candidate("huge"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no candidate \"huge\"")
        .hasMessageContaining("[large, small, bad]");
  }

  @Test
  void anAnswerIsScored() {
    assertAnswer(CAPITAL, "東京").scores(Evaluators.exactMatch()).atLeast(1);
    assertAnswer(CAPITAL, "大阪").scores(Evaluators.exactMatch()).atMost(0);
    assertThat(assertAnswer(CAPITAL, "東京都").scores(Evaluators.tokenF1()).value())
        .isEqualTo(0.8);
    assertThatThrownBy(
            () -> assertAnswer(CAPITAL, "大阪").scores(Evaluators.exactMatch()).atLeast(1))
        .isInstanceOf(AssertionError.class)
        .hasMessage("exact-match is 0.000, below 1 for example \"q1\" answered with \"大阪\", where"
            + " \"東京\" was hoped for");
    assertThatThrownBy(
            () -> assertAnswer(CAPITAL, "東京").scores(Evaluators.exactMatch()).atMost(0.5))
        .hasMessageContaining("exact-match is 1.000, above 0.5");
  }

  @Test
  void aLabelCountsAsRightOrWrong() {
    Evaluator label = Evaluators.label(Set.of("東京", "大阪"));
    assertAnswer(CAPITAL, "東京").scores(label).atLeast(1);
    assertThatThrownBy(() -> assertAnswer(CAPITAL, "大阪").scores(label).atLeast(1))
        .hasMessageContaining("expected \"東京\", found \"大阪\"");
  }

  @Test
  void anotherScoreOfTheSameEvaluatorIsNamed() {
    Evaluator two = (example, answer) ->
        List.of(new Score.Value("a", 0.1), new Score.Value("b", 0.9, Optional.of("clear")));
    assertAnswer(CAPITAL, "x").scores(two).atMost(0.1).score("b").atLeast(0.9);
    assertThatThrownBy(() -> assertAnswer(CAPITAL, "x").scores(two).score("b").atLeast(1))
        .hasMessageContaining("b is 0.900, below 1 (clear)");
    assertThatThrownBy(() -> assertAnswer(CAPITAL, "x").scores(two).score("c"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no score \"c\"; the evaluator gives [a, b]");
  }

  @Test
  void whatCannotBeScoredIsNeitherAboveNorBelow() {
    Example open = new Example("q2", Map.of("text", "?"), Optional.empty());
    assertThatThrownBy(
            () -> assertAnswer(open, "x").scores(Evaluators.exactMatch()).atLeast(0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("could not be given", "no reference");
    assertThatThrownBy(
            () -> assertAnswer(open, "x").scores(Evaluators.exactMatch()).atMost(1))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertAnswer(open, "x").scores((e, a) -> List.of()))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () -> assertAnswer(CAPITAL, "東京").scores(Evaluators.exactMatch()).atLeast(Double.NaN))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void hostileAnswersStayOnOneLine() {
    assertThatThrownBy(() -> assertAnswer(CAPITAL, "\ud83d\n\u001b[31m")
            .scores(Evaluators.exactMatch())
            .atLeast(1))
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n", "\u001b", "\ud83d");
  }
}
