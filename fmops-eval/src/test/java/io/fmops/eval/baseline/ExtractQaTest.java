package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.GenerateRequest;
import io.fmops.model.RejectedInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractQaTest {

  /**
   * Two texts, 2.5 words long on average. Both have a, weight ln(1 + 0.5 / 2.5); one has c, weight
   * ln(1 + 1.5 / 1.5). Length 2 gives 2.2 / (1 + 1.2 (0.25 + 0.75 * 2 / 2.5)) = 2.2 / 2.02, length
   * 3 gives 2.2 / 2.38.
   */
  @Test
  void theScoresAreThoseReckonedByHand() {
    Bm25 bm25 = new Bm25(List.of("c", "a", "z", "a"));
    bm25.add(List.of("a", "b"));
    bm25.add(List.of("a", "c", "d"));
    assertThat(bm25.scores())
        .containsExactly(
            new double[] {
              Math.log(1.2) * 2.2 / 2.02, Math.log(1.2) * 2.2 / 2.38 + Math.log(2) * 2.2 / 2.38
            },
            within(1e-12));
    assertThat(bm25.scores()[0]).isCloseTo(0.198568, within(1e-6));
    assertThat(bm25.scores()[1]).isCloseTo(0.809257, within(1e-6));
  }

  /** Frequency 2 in a text of average length: 2 * 2.2 / (2 + 1.2). */
  @Test
  void aWordSaidTwiceCountsLessThanTwice() {
    Bm25 bm25 = new Bm25(List.of("a"));
    bm25.add(List.of("a", "a"));
    bm25.add(List.of("b", "c"));
    assertThat(bm25.scores()[0]).isCloseTo(Math.log(2) * 4.4 / 3.2, within(1e-12));
    assertThat(bm25.scores()[1]).isZero();
  }

  @Test
  void withoutTextsOrWordsThereAreNoScores() {
    assertThat(new Bm25(List.of("a")).scores()).isEmpty();
    Bm25 bm25 = new Bm25(List.of());
    bm25.add(List.of());
    assertThat(bm25.scores()).containsExactly(0);
  }

  @Test
  void theSentenceThatSharesMostWithTheQuestionIsTheAnswer() {
    String context = "<context>The kiln must stand 45 cm from any wall. Do not open the lid above"
        + " 120 °C. A red lamp means the chamber is heating.</context>";
    assertThat(Ask.model("extract-qa", context + "<question>When may I open the lid?</question>"))
        .isEqualTo("Do not open the lid above 120 °C.");
    assertThat(Ask.model("extract-qa", context + "<question>What means a RED lamp?</question>"))
        .isEqualTo("A red lamp means the chamber is heating.");
  }

  @Test
  void aJapaneseQuestionFindsItsSentence() {
    assertThat(Ask.model(
            "extract-qa",
            "<context>大浴場は朝５時からです。露天風呂は午後3時からですが、水曜は午後5時からです。"
                + "玄関は23時に施錠します。</context>\n<question>水曜日の露天風呂は何時からですか。</question>"))
        .isEqualTo("露天風呂は午後3時からですが、水曜は午後5時からです。");
  }

  @Test
  void withoutAnySharedWordTheFirstSentenceIsTheAnswer() {
    assertThat(Ask.model("extract-qa", "<context>Red. Blue.</context><question>Why?</question>"))
        .isEqualTo("Red.");
    assertThat(Ask.model("extract-qa", "<context>?! …</context><question>!?</question>"))
        .isEqualTo("?!");
  }

  @Test
  void ofEquallyGoodSentencesTheFirstIsTheAnswer() {
    assertThat(Ask.model(
            "extract-qa", "<context>A red lid. A red jar.</context><question>red</question>"))
        .isEqualTo("A red lid.");
  }

  @Test
  void theContextMayStandInAnEarlierTurn() {
    assertThat(Ask.model(
            "extract-qa",
            GenerateRequest.builder()
                .user("<context>The lid is red. The lamp is blue.</context>")
                .assistant("Ask me.")
                .user("What about the lamp?")
                .build()))
        .isEqualTo("The lamp is blue.");
  }

  @Test
  void aQuestionAndAContextAreNeeded() {
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("extract-qa", "<context>The lid is red.</context> Colour?"))
        .withMessageStartingWith("baseline:extract-qa found no question");
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("extract-qa", "<question>Which colour?</question>"))
        .withMessageStartingWith("baseline:extract-qa found no context");
  }
}
