package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {

  private static List<String> pieces(String text, int max) {
    Pieces pieces = new Pieces(max);
    List<String> cut = new ArrayList<>();
    int start = 0;
    for (int end = pieces.next(text, true); end >= 0; end = pieces.next(text, true)) {
      cut.add(text.substring(start, end));
      start = end;
    }
    cut.add(text.substring(start));
    return cut;
  }

  @Test
  void sentencesOfAFairLengthArePieces() {
    String first = "This is a sentence that is long enough by itself. ";
    assertThat(pieces(first + "Next one.", 256)).containsExactly(first, "Next one.");
    String japanese = "これは一つの断片として十分に長い文であり、四十字を超えるように書かれているはずです。";
    assertThat(pieces(japanese + "次。", 256)).containsExactly(japanese, "次。");
  }

  @Test
  void shortSentencesStayTogether() {
    assertThat(pieces("Y. o. u. a. r. e. b. a. d. No. Yes.", 256)).hasSize(1);
  }

  @Test
  void aLineIsAPiece() {
    String line = "a line without a full stop that has some length\n";
    assertThat(pieces(line + line, 256)).containsExactly(line, line);
  }

  @Test
  void aQuotationMarkStaysWithItsSentence() {
    String quoted = "彼は「これは四十字を超えるほど長い引用であるから、ここで一つの断片が終わるはずだよ。」";
    assertThat(pieces(quoted + "と言った。", 256)).containsExactly(quoted, "と言った。");
  }

  @Test
  void textWithoutEndsIsCutAtABlank() {
    String words = "word ".repeat(40);
    assertThat(pieces(words, 64)).allSatisfy(piece -> {
      assertThat(piece.length()).isLessThanOrEqualTo(65);
      assertThat(piece).endsWith("word ");
    });
  }

  @Test
  void textWithoutBlanksIsCutBetweenGraphemes() {
    String family = "👨‍👩‍👧‍👦";
    assertThat(pieces(family.repeat(20), 64))
        .allSatisfy(piece -> assertThat(piece.length() % family.length()).isZero());
    String flag = "🇯🇵";
    assertThat(pieces(flag.repeat(50), 66))
        .allSatisfy(piece -> assertThat(piece.length() % 4).isZero());
  }

  @Test
  void aMillionMarksAreCutSomewhere() {
    assertThat(pieces("a" + "\u0301".repeat(1_000_000), 256))
        .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(257));
  }

  @Test
  void aSentencesEndWaitsForWhatFollows() {
    Pieces pieces = new Pieces(256);
    String text = "This is a sentence that is long enough by itself.";
    assertThat(pieces.next(text, false)).isEqualTo(-1);
    assertThat(pieces.next(text + " ", false)).isEqualTo(-1);
    assertThat(pieces.next(text + " N", false)).isEqualTo(text.length() + 1);
  }
}
