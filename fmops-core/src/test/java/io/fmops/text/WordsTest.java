package io.fmops.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @Test
  void englishWordsAreRunsOfLettersAndDigitsInLowerCase() {
    assertThat(Words.of("The K3 kiln, at 980 °C — don't open it!"))
        .containsExactly("the", "k3", "kiln", "at", "980", "c", "don't", "open", "it");
  }

  @Test
  void numbersKeepTheirPointsAndCommas() {
    assertThat(Words.of("1,040 and 3.5, 7. 8,")).containsExactly("1,040", "and", "3.5", "7", "8");
  }

  @Test
  void quotesAroundAWordAreNoPartOfIt() {
    assertThat(Words.of("'it' isn’t rock 'n' roll'"))
        .containsExactly("it", "isn’t", "rock", "n", "roll");
  }

  @Test
  void japaneseWordsAreOverlappingPairsOfCharacters() {
    assertThat(Words.of("大浴場は")).containsExactly("大浴", "浴場", "場は");
    assertThat(Words.of("コーヒー")).containsExactly("コー", "ーヒ", "ヒー");
  }

  @Test
  void aSingleUnspacedCharacterIsAWord() {
    assertThat(Words.of("湯、水。")).containsExactly("湯", "水");
  }

  @Test
  void numbersAndLatinWordsStandApartFromJapaneseOnes() {
    assertThat(Words.of("１件5,000円以上のPDF"))
        .containsExactly("1", "件", "5,000", "円以", "以上", "上の", "pdf");
  }

  @Test
  void charactersOutsideTheBasicPlaneAreWhole() {
    assertThat(Words.of("𠮟𠮷野")).containsExactly("𠮟𠮷", "𠮷野");
  }

  @Test
  void widthAndCaseAreNormalised() {
    assertThat(Words.normalize("ＡＢＣ１２３ ｶﾞﾗｽ ﬁne ÄÖ")).isEqualTo("abc123 ガラス fine äö");
  }

  @Test
  void aGreekWordIsTheSameInCapitals() {
    assertThat(Words.normalize("ΛΌΓΟΣ")).isEqualTo(Words.normalize("λόγος"));
  }

  @Test
  void aTextWithoutLettersHasNoWords() {
    assertThat(Words.of("")).isEmpty();
    assertThat(Words.of("… !? — \ud83d\ude00 \ud800")).isEmpty();
  }

  @Test
  void accentsStayInTheirWords() {
    assertThat(Words.of("cafe\u0301 x\u0301y")).isEqualTo(List.of("café", "x\u0301y"));
  }

  @Test
  void onlyLettersOfScriptsWithoutSpacesAreUnspaced() {
    assertThat("漢かカーﾊ々𠮟ไ")
        .satisfies(
            text -> assertThat(text.codePoints().allMatch(Words::unspaced)).isTrue());
    assertThat("aé1１。、한 \ud800".codePoints().noneMatch(Words::unspaced)).isTrue();
    assertThat(Words.unspaced(-1)).isFalse();
    assertThat(Words.unspaced(0x110000)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0301\u0323", "a", "漢", "\ud800", "ﷺ", "1,", "a'", "Σ.", " ", "ｶﾞ"})
  void aMegabyteOfAnythingTakesBoundedTime(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(Words.of(text)).isNotNull());
  }

  @Test
  void plainCharsAreNormalAndAreNotJoined() {
    StringBuilder plain = new StringBuilder();
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      if (Words.plain(c)) {
        plain.append(c);
      }
    }
    String text = plain + plain.reverse().toString();
    assertThat(text).contains("xyz", "漢", "か", "カ", "ー", "。", "é");
    assertThat(Words.normalizeAny(text)).isEqualTo(text);
  }

  @Test
  void placesAreThoseOfTheWords() {
    String normal = "don't 大浴場, 3.5";
    List<String> words = new ArrayList<>();
    Words.find(normal, (start, end) -> words.add(normal.substring(start, end)));
    assertThat(words).isEqualTo(Words.of(normal)).hasSize(4);
  }
}
