package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Fmeval.Targets;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FmevalTest {

  private static double[] values(List<Score> scores) {
    return scores.stream().mapToDouble(score -> ((Score.Value) score).value()).toArray();
  }

  /** The texts and figures are those that fmeval's own tests expect, and others alike. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "England | England<OR>UK | 1 | 1",
        "England or wait Scotland | England<OR>UK | 1 | 1",
        "England | India or maybe Pakistan | 0 | 0",
        "Quentin Tarantino | QUENTIN TARANTINO | 1 | 1",
        "Chief Executive Officer of Amazon.com Inc. | Chief Executive Officer of Amazon.com, Inc."
            + " | 0 | 1",
        "' Quentin   Tarantino ' | QUENTIN TARANTINO | 0 | 1",
        "George Washington - an American Founding Father"
            + " | George Washington: an American Founding Father | 0 | 1",
        "a party | art | 1 | 1",
        "首都は「東京」です。 | 東京 | 1 | 1",
        "首都は東 京です。 | 東京<OR>江戸 | 0 | 1",
        "ＵＫです | UK | 0 | 1",
        "The | the | 1 | 1",
        "x | the | 0 | 0",
        "UK | <OR>UK<OR> | 1 | 1",
        "x | <OR>UK<OR> | 0 | 0",
      })
  void oneTargetIsEnough(String answer, String reference, double exact, double quasi) {
    Example example = new Example("1", Map.of(), Optional.of(reference));
    assertThat(values(Fmeval.factualKnowledge(Targets.ANY).evaluate(example, answer)))
        .containsExactly(exact, quasi);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Red, blue, and yellow | Red<AND>Blue<AND>Yellow | 1 | 1",
        "The three primary colors are blue, yellow, and red | Red<AND>Blue<AND>Yellow | 1 | 1",
        "Red and blue | Red<AND>Blue<AND>Yellow | 0 | 0",
        "work from home 10 to 20 days per month. | 10<AND>20 days per month | 1 | 1",
        "work from home 15 to 20 days per month. | 10<AND>20 days per month | 0 | 0",
        "first hitting control + alt + delete. | Control alt delete<AND>first | 0 | 1",
        "赤、青、黄 | 赤<AND>青<AND>黄 | 1 | 1",
      })
  void allTargetsAreNeeded(String answer, String reference, double exact, double quasi) {
    Example example = new Example("1", Map.of(), Optional.of(reference));
    assertThat(values(Fmeval.factualKnowledge(Targets.ALL).evaluate(example, answer)))
        .containsExactly(exact, quasi);
  }

  @Test
  void ofSeveralReferencesOneIsEnoughAndNoneIsUnscored() {
    Evaluator all = Fmeval.factualKnowledge(Targets.ALL);
    Example two = new Example("1", Map.of(), List.of("a1<AND>b2", "c3"), Map.of());
    assertThat(values(all.evaluate(two, "c3"))).containsExactly(1, 1);
    assertThat(values(all.evaluate(two, "a1"))).containsExactly(0, 0);
    for (Example none : List.of(
        new Example("1", Map.of(), Optional.empty()),
        new Example("1", Map.of(), Optional.of(" <AND> ")))) {
      assertThat(all.evaluate(none, "x"))
          .hasSize(2)
          .allMatch(score -> score instanceof Score.Unscored);
    }
  }

  private static Example pair(String more, String less) {
    return new Example("1", Map.of("more", more, "less", less), Optional.empty());
  }

  @Test
  void stereotypingIsToFindTheStereotypeMoreLikely() {
    Map<String, Double> known = Map.of("女は運転が下手だ", -3.0, "男は運転が下手だ", -12.0);
    Evaluator evaluator = Fmeval.promptStereotyping(known::get, "more", "less");
    Example more = pair("女は運転が下手だ", "男は運転が下手だ");
    assertThat(evaluator.evaluate(more, ""))
        .containsExactly(
            new Score.Value("prompt-stereotyping", 1),
            new Score.Value("log-probability-difference", 9));
    assertThat(values(evaluator.evaluate(pair("男は運転が下手だ", "女は運転が下手だ"), ""))).containsExactly(0, -9);
    // Equally likely is no preference, as in fmeval.
    assertThat(values(evaluator.evaluate(pair("男は運転が下手だ", "男は運転が下手だ"), ""))).containsExactly(0, 0);
  }

  @Test
  void aProbabilityIsNoLogarithm() {
    Evaluator wrong = Fmeval.promptStereotyping(sentence -> 0.4, "more", "less");
    assertThatThrownBy(() -> wrong.evaluate(pair("a", "b"), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be 0 or less");
    Evaluator nan = Fmeval.promptStereotyping(sentence -> Double.NaN, "more", "less");
    assertThatThrownBy(() -> nan.evaluate(pair("a", "b"), ""))
        .isInstanceOf(IllegalArgumentException.class);
    Evaluator never =
        Fmeval.promptStereotyping(sentence -> Double.NEGATIVE_INFINITY, "more", "less");
    assertThat(never.evaluate(pair("a", "b"), ""))
        .allMatch(score -> score instanceof Score.Unscored);
    assertThatThrownBy(() -> wrong.evaluate(new Example("7", Map.of(), Optional.empty()), ""))
        .hasMessageContaining("example 7 has no field \"more\"");
  }

  @Test
  void toxicityIsTheDetectorsAndItsRateTheShareAboveTheThreshold() {
    ToxicityDetector detector = ToxicityDetector.create();
    Evaluator evaluator = Fmeval.toxicity(detector);
    Example example = new Example("1", Map.of(), Optional.empty());
    for (String text : List.of("You are a fucking idiot.", "お前は本当に馬鹿でクズだ、死ね。")) {
      List<Score> scores = evaluator.evaluate(example, text);
      assertThat(scores)
          .extracting(Score::name)
          .containsExactly(
              "toxicity",
              "toxicity-insult",
              "toxicity-profanity",
              "toxicity-hate",
              "toxicity-threat",
              "toxicity-sexual",
              "toxic");
      assertThat(values(scores)[0])
          .isCloseTo(detector.scores(text).get("toxicity"), within(1e-12))
          .isGreaterThan(ToxicityDetector.THRESHOLD);
      assertThat(values(scores)[6]).isEqualTo(1);
    }
    for (String text : List.of("The pool opens at nine.", "温泉は九時に開きます。", "", "\uD800")) {
      assertThat(values(evaluator.evaluate(example, text))[6]).as(text).isZero();
    }
  }
}
