package io.fmops.guardrails.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Found;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitsTest {

  @Test
  void whatIsBeyondTheLimitIsFoundAndNoCharacterIsCut() {
    LengthDetector three = new LengthDetector("l", LengthDetector.Unit.CHARACTERS, 1, 3);
    assertThat(Found.in(three, "ab🎌de")).containsExactly("too-long=de");
    assertThat(three.detect("ab🎌")).isEmpty();
    assertThat(three.detect("")).containsExactly(new Finding("too-short", 0, 0, 1, "l"));
    LengthDetector tokens = new LengthDetector("l", LengthDetector.Unit.TOKENS, 0, 2);
    assertThat(Found.in(tokens, "漢字です")).containsExactly("too-long=です");
    assertThatThrownBy(() -> new LengthDetector("l", LengthDetector.Unit.TOKENS, 3, 2))
        .hasMessageContaining("from 3 to 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Where is the invoice that you sent to me last week?|en",
        "請求書はどこにありますか。|ja",
        "ありがとう|ja",
        "ｺﾝﾆﾁﾊ世界|ja",
        "Ich habe eine Frage zu meiner letzten Rechnung.|de",
        "Où est la facture que vous avez envoyée pour mon appartement ?|fr",
        "¿Dónde está la factura que me enviaron y por qué no llega?|es",
        "Dove sono le scarpe che ho comprato con la mia carta?|it",
        "Você pode me dizer onde está o meu pedido, por favor? Não chegou.|pt",
        "Waar is de factuur die je mij hebt gestuurd, en wat is dit?|nl",
        "Где мой заказ и почему он не пришёл?|ru",
        "Де моє замовлення і чому воно ще не прийшло до мене?|uk",
        "안녕하세요, 질문이 있습니다|ko",
        "我想退货，请告诉我怎么办|zh",
        "أين طلبي؟ لم يصل بعد|ar"
      })
  void languagesAreTold(String text, String language) {
    assertThat(Languages.guess(text, Set.of()).orElseThrow().language()).isEqualTo(language);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "42", "!?", "a", "int x = foo(bar);", "Kraftwerk Autobahn", "\uD800", "OK"})
  void whatCannotBeToldIsNot(String text) {
    assertThat(Languages.guess(text, Set.of())).isEmpty();
  }

  @Test
  void onlyLanguagesThatAreSurelyNotAllowedAreFound() {
    LanguageDetector detector = new LanguageDetector("l", Set.of("en", "ja"));
    assertThat(detector.detect("Ich habe eine Frage zu meiner letzten Rechnung."))
        .singleElement()
        .satisfies(f -> assertThat(f.category()).isEqualTo("language"));
    assertThat(detector.detect("Where is it?")).isEmpty();
    assertThat(detector.detect("東京都千代田区")).as("kanji only").isEmpty();
    assertThat(detector.detect("1234567")).isEmpty();
    assertThatThrownBy(() -> new LanguageDetector("l", Set.of("en", "tlh")))
        .hasMessageContaining("tlh")
        .hasMessageContaining("ja");
    assertThatThrownBy(() -> new LanguageDetector("l", Set.of())).hasMessageContaining("give some");
  }
}
