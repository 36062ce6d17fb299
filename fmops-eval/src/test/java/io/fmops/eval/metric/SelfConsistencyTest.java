package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelfConsistencyTest {

  private static final Example EXAMPLE = new Example("1", Map.of("q", "?"), Optional.empty());

  private static Trial trial(String answer, String... samples) {
    AtomicInteger next = new AtomicInteger();
    return ScriptedTrial.of(EXAMPLE, answer, example -> {
      assertThat(example).isEqualTo(EXAMPLE);
      return samples[next.getAndIncrement()];
    });
  }

  private static double value(Score score) {
    return ((Score.Value) score).value();
  }

  @Test
  void consistencyIsTheMeanLikenessToTheOtherAnswers() {
    Evaluator evaluator = SelfConsistency.likeness(Evaluators.tokenF1(), 2);
    List<Score> scores = evaluator.evaluate(trial("大浴場は六階", "大浴場は六階", "別館"));
    assertThat(scores).extracting(Score::name).containsExactly("self-consistency-token-f1");
    assertThat(value(scores.get(0))).isEqualTo(0.5);
    assertThat(value(SelfConsistency.likeness(Evaluators.exactMatch(), 3)
            .evaluate(trial("Paris", "Paris", " Paris", "Rome"))
            .get(0)))
        .isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void everyScoreOfTheOtherEvaluatorHasItsOwn() {
    List<Score> scores =
        SelfConsistency.likeness(Evaluators.rouge(), 1).evaluate(trial("a b c", "a b d"));
    assertThat(scores)
        .extracting(Score::name)
        .containsExactly(
            "self-consistency-rouge1-unicode",
            "self-consistency-rouge2-unicode",
            "self-consistency-rougeL-unicode");
    assertThat(value(scores.get(0))).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(value(scores.get(1))).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void whatTheOtherEvaluatorCannotTellIsUnscored() {
    Evaluator picky = (example, answer) -> List.of(
        example.references().get(0).isEmpty()
            ? new Score.Unscored("picky", "empty")
            : new Score.Value("picky", 1));
    assertThat(SelfConsistency.likeness(picky, 2).evaluate(trial("a", "b", "")))
        .containsExactly(new Score.Unscored("self-consistency-picky", "empty"));
  }

  @Test
  void surpriseIsByTheWordsOfAllAnswers() {
    // 3 a, 2 b, 1 c of 6 words.
    List<Score> scores = SelfConsistency.unigram(2).evaluate(trial("A b.", "a b", "a c"));
    assertThat(scores)
        .extracting(Score::name)
        .containsExactly("selfcheck-unigram", "selfcheck-unigram-max");
    assertThat(value(scores.get(0)))
        .isCloseTo(-(Math.log(3 / 6.0) + Math.log(2 / 6.0)) / 2, within(1e-12));
    assertThat(value(scores.get(1))).isCloseTo(-Math.log(2 / 6.0), within(1e-12));
  }

  @Test
  void thePeakOfSurpriseIsThatOfEachSentence() {
    // 東 3, 京 3, 北 1, 海 1 of 8 characters; the sentences' peaks are -ln 3/8 and -ln 1/8.
    List<Score> scores = SelfConsistency.unigram(2).evaluate(trial("東京。北海。", "東京", "東京"));
    assertThat(value(scores.get(1)))
        .isCloseTo(-(Math.log(3 / 8.0) + Math.log(1 / 8.0)) / 2, within(1e-12));
  }

  @Test
  void whatIsMadeUpSurprisesMore() {
    String[] samples = {"温泉は九時に開きます。", "温泉は九時から開きます。", "九時に開きます。"};
    double known =
        value(SelfConsistency.unigram(3).evaluate(trial("温泉は九時に開きます。", samples)).get(0));
    double madeUp =
        value(SelfConsistency.unigram(3).evaluate(trial("象が屋根で踊った夜。", samples)).get(0));
    assertThat(madeUp).isGreaterThan(known);
  }

  @Test
  void anAnswerWithoutWordsIsUnscoredAndAsksForNothing() {
    assertThat(SelfConsistency.unigram(2).evaluate(trial(" … ")))
        .hasSize(2)
        .allMatch(score -> score instanceof Score.Unscored);
    assertThatThrownBy(() -> SelfConsistency.unigram(0)).hasMessageContaining("0 samples");
    assertThatThrownBy(() -> SelfConsistency.likeness(Evaluators.tokenF1(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
