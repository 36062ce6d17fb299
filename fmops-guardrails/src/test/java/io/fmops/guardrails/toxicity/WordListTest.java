package io.fmops.guardrails.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordListTest {

  private static ToxicityDetector detector(WordList words) {
    return ToxicityDetector.builder().minimum(1).words(words).build();
  }

  @Test
  void aFileHasHeadingsWithCategoryAndScore() {
    WordList list =
        WordList.parse("## mine\n# brand : 0.5\nAcme\n\n偽ブランド\n# insult : 1\ntosspot\n", "w");
    assertThat(list.entries())
        .containsExactly(
            new WordList.Entry("Acme", "brand", 0.5),
            new WordList.Entry("偽ブランド", "brand", 0.5),
            new WordList.Entry("tosspot", "insult", 1));
  }

  @Test
  void linesThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> WordList.parse("word\n", "w")).hasMessageStartingWith("w:1: ");
    assertThatThrownBy(() -> WordList.parse("\n# brand\n", "w")).hasMessageStartingWith("w:2: ");
    assertThatThrownBy(() -> WordList.parse("# brand : 2\n", "w")).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> WordList.of("brand", " ")).hasMessageContaining("not blank");
  }

  @Test
  void wordsOfSpacedScriptsAreFoundWholeAndJapaneseOnesAnywhere() {
    ToxicityDetector detector = detector(WordList.of("brand", "Acme", "偽ブランド"));
    String text = "Acme, acmes and ÁCME: 人気の偽ブランド品";
    assertThat(detector.detect(text))
        .extracting(f -> text.substring(f.start(), f.end()))
        .containsExactly("Acme", "ÁCME", "偽ブランド");
  }

  @Test
  void disguisedWordsAreFoundWithTheirWholeSpan() {
    ToxicityDetector detector = detector(WordList.of("brand", "Acme", "new york", "偽物"));
    assertThat(detector.detect("a.c.m.e"))
        .containsExactly(new Finding("brand", 0, 7, 1, "toxicity"));
    assertThat(detector.detect("ａｃｍｅ")).hasSize(1);
    assertThat(detector.detect("in New\nYork")).hasSize(1);
    assertThat(detector.detect("これは偽・物だ"))
        .containsExactly(new Finding("brand", 3, 6, 1, "toxicity"));
  }

  @Test
  void aWordOfNothingVisibleIsRefused() {
    WordList list = WordList.of(List.of(new WordList.Entry("\u200D", "x", 1)));
    assertThatThrownBy(() -> detector(list)).hasMessageContaining("invisible");
  }
}
