package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fmops.text.TokenEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TextSplitterTest {

  @Test
  void aTextThatFitsIsOnePiece() {
    assertThat(TextSplitter.ofTokens(3).split("It rained all.")).hasSize(2);
    assertThat(TextSplitter.ofTokens(4).split("It rained all.")).containsExactly("It rained all.");
    assertThat(TextSplitter.ofTokens(4).split("")).isEmpty();
  }

  @Test
  void englishIsCutBetweenSentencesAndNotAtAbbreviations() {
    assertThat(TextSplitter.ofTokens(12)
            .split("Dr. Hale came at noon. She left at 3.5 p.m. sharp. Nobody saw her again."))
        .containsExactly(
            "Dr. Hale came at noon. ", "She left at 3.5 p.m. sharp. ", "Nobody saw her again.");
  }

  @Test
  void japaneseIsCutBetweenSentencesAndNotInsideAQuotation() {
    assertThat(TextSplitter.ofTokens(14).split("彼は「行く。」と言った。雨が降っていた。誰も来なかった。"))
        .containsExactly("彼は「行く。」と言った。", "雨が降っていた。", "誰も来なかった。");
  }

  @Test
  void asManySentencesAsFitAreOnePiece() {
    assertThat(TextSplitter.ofTokens(4).split("One. Two. Three. Four. Five."))
        .containsExactly("One. Two. Three.", " Four. Five.");
    assertThat(TextSplitter.ofTokens(5).split("One. Two. Three. Four. Five."))
        .containsExactly("One. Two. Three. ", "Four. Five.");
  }

  @Test
  void aSentenceThatIsTooLongIsCutAtAComma() {
    assertThat(TextSplitter.ofTokens(10)
            .split("When the rain stopped at last, they walked on to the sea together."))
        .containsExactly("When the rain stopped at last, ", "they walked on to the sea together.");
  }

  @Test
  void aLongJapaneseSentenceIsCutAtACommaElseBeforeAKanji() {
    assertThat(TextSplitter.ofTokens(12).split("雨がやっと止んだので、二人は海まで歩いて行きました"))
        .containsExactly("雨がやっと止んだので、", "二人は海まで歩いて", "行きました");
  }

  @Test
  void aNumberAndAnAddressAreNotCutAtTheirPoints() {
    assertThat(TextSplitter.ofTokens(5).split("It costs about 1,040,000 yen more"))
        .containsExactly("It costs about ", "1,040,000 yen more");
  }

  @Test
  void aWordThatIsTooLongIsCutAnywhereButNotInsideACharacterAsAReaderSeesIt() {
    String family = "👨‍👩‍👧";
    String accent = "e\u0301";
    String flag = "🇯🇵";
    assertThat(TextSplitter.ofTokens(1).split("abcdefghij")).containsExactly("abcd", "efgh", "ij");
    assertThat(TextSplitter.ofTokens(3).split(flag + family + accent + "\r\n"))
        .containsExactly(flag, family, accent + "\r\n");
  }

  @Test
  void aCharacterThatIsLongerThanThePieceIsAPieceOfItsOwn() {
    String marks = "a" + "\u0301".repeat(50);
    assertThat(TextSplitter.ofTokens(2).split("bb" + marks + "cc"))
        .containsExactly("bb", marks, "cc");
    assertThat(TextSplitter.ofTokens(4, 2).split("bb" + marks + "cc"))
        .containsExactly("bb", marks, "cc");
  }

  @Test
  void anOverlapRepeatsTheLastSentencesThatFit() {
    assertThat(TextSplitter.ofTokens(10, 4)
            .split("Rain fell. Wind blew. Snow came. Ice froze. Sun rose. Birds sang. Bees flew."))
        .containsExactly(
            "Rain fell. Wind blew. Snow came. ",
            "Snow came. Ice froze. Sun rose. ",
            "Sun rose. Birds sang. Bees flew.");
  }

  @Test
  void anOverlapRepeatsPartOfASentenceThatIsLongerThanIt() {
    assertThat(TextSplitter.ofTokens(10, 3)
            .split("The old man walked slowly to the sea. Then he sat down and slept."))
        .containsExactly(
            "The old man walked slowly to the sea. ", "to the sea. Then he sat down and slept.");
  }

  @Test
  void theOverlapGivesWayForTheNextSentenceToStayWhole() {
    assertThat(TextSplitter.ofTokens(10, 5)
            .split("Rain fell. Wind blew hard. Then the old man walked to the sea."))
        .containsExactly("Rain fell. Wind blew hard. ", "Then the old man walked to the sea.");
  }

  @Test
  void blankLinesStayWithWhatIsBeforeThem() {
    assertThat(TextSplitter.ofTokens(4).split("# Title\n\nFirst line.\n\n\nSecond."))
        .containsExactly("# Title\n\n", "First line.\n\n\n", "Second.");
  }

  @Test
  void passagesAreNumberedAndKnowTheirPlaceAndNoneIsBlank() {
    String text = "One. Two. " + " ".repeat(20) + "Three.";

    List<Passage> passages = TextSplitter.ofTokens(3).passages("guide/案内", text);

    assertThat(passages).extracting(Passage::id).containsExactly("guide/案内#1", "guide/案内#2");
    assertThat(passages.get(1).text().strip()).isEqualTo("Three.");
    for (Passage passage : passages) {
      Map<String, String> where = passage.metadata();
      assertThat(where).containsEntry("document", "guide/案内");
      int start = Integer.parseInt(where.get("start"));
      assertThat(text.substring(start, Integer.parseInt(where.get("end"))))
          .isEqualTo(passage.text());
    }
    assertThat(TextSplitter.ofTokens(3).passages("empty", " \n ")).isEmpty();
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextSplitter.ofTokens(0))
        .withMessage("a piece of at most 0 tokens is none; it must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextSplitter.ofTokens(10, 6))
        .withMessage("an overlap of 6 tokens in pieces of 10; it must be 0 to 5");
    assertThatIllegalArgumentException().isThrownBy(() -> TextSplitter.ofTokens(10, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextSplitter.ofTokens(10).passages(" ", "text"));
  }

  @Test
  void largeAndHostileTextTakesTimeThatGrowsWithItsLength() {
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
      int size = 200_000;
      for (String part :
          List.of("a", " ", "あ", "\u0301", "。", "\r\n", "A. ", "🇯", "👨‍", "\ud83d")) {
        String text = part.repeat(size / part.length());
        long tokens = TokenEstimate.of(text);
        assertThat(TextSplitter.ofTokens(1000, 500).split(text))
            .hasSizeBetween(1, (int) (tokens / 200));
      }
    });
  }
}
