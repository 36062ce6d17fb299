package io.fmops.guardrails.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedTextTest {

  @ParameterizedTest
  @CsvSource({
    "Hello World, hello world",
    "ＡＢＣ１２３, abc123",
    "ｶﾞｷﾞ, ガギ",
    "か\u3099き, がき",
    "e\u0301A, éa",
    "a\u200Bb\u00ADc, abc",
    "a\u2010b－c−d, a-b-c-d",
    "a\u3000b\u00A0c, a b c",
    "㍿, 株式会社",
    "ﬁx, fix",
    "\uDB40\uDC69\uDB40\uDC67x, igx",
    "❤\uFE0F, ❤",
  })
  void formsThatReadTheSameAreTheSame(String text, String folded) {
    assertThat(FoldedText.of(text).text()).isEqualTo(folded);
  }

  @Test
  void caseIsKeptIfAsked() {
    assertThat(FoldedText.keepingCase("ＡbC é").text()).isEqualTo("AbC é");
  }

  @Test
  void placesLeadBackToTheOriginal() {
    String text = "電話\u200B０３㍿x";
    FoldedText folded = FoldedText.of(text);
    int start = folded.text().indexOf("03");
    assertThat(text.substring(folded.start(start), folded.end(start + 2))).isEqualTo("０３");
    int company = folded.text().indexOf("会社");
    assertThat(text.substring(folded.start(company), folded.end(company + 2))).isEqualTo("㍿");
    assertThat(folded.end(folded.text().length())).isEqualTo(text.length());
  }

  @Property
  void everyPieceOfAnyTextHasAPlaceInOrder(@ForAll @StringLength(max = 50) String text) {
    FoldedText folded = FoldedText.of(text);
    int before = 0;
    for (int i = 0; i < folded.text().length(); i++) {
      assertThat(folded.start(i)).isBetween(before, text.length());
      assertThat(folded.end(i + 1)).isBetween(folded.start(i) + 1, text.length());
      before = folded.start(i);
    }
  }

  @Provide
  Arbitrary<String> mixedTexts() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "Abc ",
                "漢字とカナ",
                "ＡＢＣ！",
                "ｶﾞｷﾞ",
                "e\u0301",
                "e" + "\u0301".repeat(7),
                "…",
                "—",
                "\u200B",
                "😀",
                "🄰",
                "\uDB40\uDC69",
                "❤\uFE0F",
                "\uD834\uDD67",
                "\uD83D",
                "\uDE00",
                "İ",
                "Σ",
                "\uFFFF",
                "\uFFFE",
                "\u0000",
                "한국",
                "ᄀ\u1161",
                "\u3000",
                "か\u3099",
                "が"),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 3_000)
  void charsThatStandAloneAreFoldedAsPiecesAre(@ForAll("mixedTexts") String text) {
    assertThat(places(FoldedText.of(text))).isEqualTo(places(FoldedText.pieceByPiece(text, true)));
    assertThat(places(FoldedText.keepingCase(text)))
        .isEqualTo(places(FoldedText.pieceByPiece(text, false)));
  }

  private static String places(FoldedText folded) {
    StringBuilder places = new StringBuilder();
    for (int i = 0; i < folded.text().length(); i++) {
      places.append(folded.text().charAt(i));
      places.append(folded.start(i)).append('-').append(folded.end(i + 1)).append(' ');
    }
    return places.toString();
  }

  @Test
  void everyCharAloneIsFoldedAsAPieceIs() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = String.valueOf((char) c);
      assertThat(FoldedText.of(text).text())
          .isEqualTo(FoldedText.pieceByPiece(text, true).text());
    }
  }
}
