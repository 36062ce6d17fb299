package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.RejectedInputException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SummarisersTest {

  private static final Checkpoint GO_ON = () -> {};

  @Test
  void theLeadIsTheFirstThreeSentences() {
    assertThat(Ask.model("lead-3", "<document>One is here. Dr. Two came. Three? Four!</document>"))
        .isEqualTo("One is here. Dr. Two came. Three?");
    assertThat(Ask.model("lead-3", "<document>一だ。「二。」と三だ。四？五！</document>"))
        .isEqualTo("一だ。「二。」と三だ。四？");
  }

  @Test
  void aDocumentWithoutTagsIsTheWholeLastUserMessage() {
    assertThat(Ask.model("lead-3?sentences=1", "First. Second.")).isEqualTo("First.");
  }

  @Test
  void aShortDocumentIsGivenWhole() {
    assertThat(Ask.model("lead-3", "Only one")).isEqualTo("Only one");
    assertThat(Ask.model("textrank", "一つだけ。")).isEqualTo("一つだけ。");
  }

  @Test
  void linesWithoutLettersAreNoSentences() {
    assertThat(Ask.model("lead-3?sentences=1", "---\n***\nText.")).isEqualTo("Text.");
    assertThat(Ask.model("lead-3?sentences=1", "!!! ???")).isEqualTo("!!!");
    assertThat(Ask.model("textrank", "…\n!")).isEqualTo("…\n!");
  }

  @Test
  void sentencesOfOneParagraphAreJoinedAsTheirScriptDoes() {
    assertThat(Ask.model("lead-3?sentences=2", "A b.  C d. E f.")).isEqualTo("A b. C d.");
    assertThat(Ask.model("lead-3?sentences=2", "赤い。青い。緑だ。")).isEqualTo("赤い。青い。");
    assertThat(Ask.model("lead-3?sentences=2", "Title\n\nText. More.")).isEqualTo("Title\nText.");
  }

  @Test
  void summarisersNeedADocument() {
    for (String id : List.of("lead-3", "textrank")) {
      assertThatExceptionOfType(RejectedInputException.class)
          .isThrownBy(() -> Ask.model(id, " <question>why?</question> "))
          .withMessageContaining("found no document");
    }
  }

  @Test
  void sharedWordsOverLogLengthsAreTheSimilarity() throws InterruptedException {
    double[][] similarities = TextRank.similarities(
        List.of(
            List.of("a", "b", "c", "d"),
            List.of("a", "b", "e", "f"),
            List.of("a", "a", "g"),
            List.of("a"),
            List.of("h")),
        GO_ON);
    assertThat(similarities[0][1]).isCloseTo(2 / (2 * Math.log(4)), within(1e-12));
    assertThat(similarities[1][2])
        .isCloseTo(1 / (Math.log(4) + Math.log(3)), within(1e-12))
        .isEqualTo(similarities[2][1]);
    assertThat(similarities[0][3]).isCloseTo(1 / Math.log(4), within(1e-12));
    assertThat(similarities[3][4]).isZero();
    assertThat(similarities[0][0]).isZero();
  }

  /** On a path of three nodes: a = 0.15 + 0.85 b / 2 and b = 0.15 + 2 * 0.85 a. */
  @Test
  void theRanksOfAPathAreThoseSolvedByHand() throws InterruptedException {
    double[] ranks = TextRank.ranks(new double[][] {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}}, GO_ON);
    assertThat(ranks[0]).isCloseTo(0.21375 / 0.2775, within(1e-3)).isEqualTo(ranks[2]);
    assertThat(ranks[1]).isCloseTo(0.405 / 0.2775, within(1e-3));
  }

  /**
   * Node 0 gives 3/4 of its rank to node 1 and 1/4 to node 2: a = 0.15 + 0.85 (b + c), b = 0.15 +
   * 0.85 * 3/4 a, c = 0.15 + 0.85 / 4 a.
   */
  @Test
  void theWeightsOfEdgesCount() throws InterruptedException {
    double[] ranks = TextRank.ranks(new double[][] {{0, 3, 1}, {3, 0, 0}, {1, 0, 0}}, GO_ON);
    assertThat(ranks[0]).isCloseTo(0.405 / 0.2775, within(1e-3));
    assertThat(ranks[1]).isCloseTo(0.15 + 0.6375 * 0.405 / 0.2775, within(1e-3));
    assertThat(ranks[2]).isCloseTo(0.15 + 0.2125 * 0.405 / 0.2775, within(1e-3));
  }

  @Test
  void aSentenceLikeNoOtherHasTheLowestRank() throws InterruptedException {
    double[] ranks = TextRank.ranks(new double[][] {{0, 2, 0}, {2, 0, 0}, {0, 0, 0}}, GO_ON);
    assertThat(ranks).containsExactly(new double[] {1, 1, 0.15}, within(1e-9));
    assertThat(TextRank.ranks(new double[0][0], GO_ON)).isEmpty();
  }

  @Test
  void theMostCentralSentencesComeInTheOrderOfTheDocument() {
    assertThat(Ask.model(
            "textrank?sentences=2",
            "Rain fell all night. Cats like fish and milk. Old bridges hum."
                + " Dogs and cats like fish. Nobody knew."))
        .isEqualTo("Cats like fish and milk. Dogs and cats like fish.");
    assertThat(Ask.model("textrank?sentences=2", "夜は雨だった。\n路線バスを廃止する。\n猫が鳴く。\n町は路線バスの廃止を決めた。"))
        .isEqualTo("路線バスを廃止する。\n町は路線バスの廃止を決めた。");
  }

  @Test
  void ofEquallyCentralSentencesTheEarlierIsTaken() {
    assertThat(Ask.model("textrank?sentences=1", "Red lamp one. Red lamp two. Red lamp six."))
        .isEqualTo("Red lamp one.");
  }

  @Test
  @Timeout(60)
  void onlyTheFirstFiveHundredSentencesTakePartInTextRank() {
    String opening = IntStream.range(0, 500)
        .mapToObj(i -> "Sentence w" + i + " stands alone v" + i + ".")
        .collect(Collectors.joining(" "));
    String centre = " Cats like fish. Cats like fish.".repeat(5000);
    assertThat(Ask.model("textrank?sentences=1", opening + centre)).startsWith("Sentence w");
    assertThat(Ask.model("textrank?sentences=1", "Rain. " + centre)).isEqualTo("Cats like fish.");
  }
}
