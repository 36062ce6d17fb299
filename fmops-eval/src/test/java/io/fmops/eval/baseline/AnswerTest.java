package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Models;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final String TEXT = "One, two. Three 四五。";

  @Test
  void anAnswerWithinItsLimitsIsWhole() {
    GenerateResponse response = lead(GenerateRequest.builder().user(TEXT).maxTokens(8));
    assertThat(response.text()).isEqualTo(TEXT);
    assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(response.rawStopReason()).isEmpty();
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(8, 8));
  }

  @Test
  void theLimitOfTokensCutsBetweenTokens() {
    GenerateResponse response = lead(GenerateRequest.builder().user(TEXT).maxTokens(3));
    assertThat(response.text()).isEqualTo("One, two");
    assertThat(response.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(response.truncated()).isTrue();
    assertThat(response.usage().output()).isEqualTo(3);
    assertThat(lead(GenerateRequest.builder().user(TEXT).maxTokens(6)).text())
        .isEqualTo("One, two. Three 四");
  }

  @Test
  void aStopSequenceEndsTheAnswerBeforeIt() {
    GenerateResponse response =
        lead(GenerateRequest.builder().user(TEXT).stopSequences("四", "two", "Three"));
    assertThat(response.text()).isEqualTo("One, ");
    assertThat(response.stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
    assertThat(response.truncated()).isFalse();
  }

  @Test
  void aStopSequenceThatDoesNotComeUpChangesNothing() {
    assertThat(lead(GenerateRequest.builder().user(TEXT).stopSequences("six")).stopReason())
        .isEqualTo(StopReason.END_TURN);
  }

  @Test
  void whicheverLimitComesFirstIsTheReason() {
    GenerateRequest.Builder request = GenerateRequest.builder().user(TEXT).stopSequences("Three");
    assertThat(lead(request.maxTokens(2)).stopReason()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(lead(request.maxTokens(4)).stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
  }

  @Test
  void anAnswerThatBeginsWithAStopSequenceIsEmpty() {
    GenerateResponse response = lead(GenerateRequest.builder().user(TEXT).stopSequences("One"));
    assertThat(response.text()).isEmpty();
    assertThat(response.usage().output()).isZero();
  }

  @Test
  void aStopSequenceDoesNotCutACharacterInTwo() {
    GenerateResponse response =
        lead(GenerateRequest.builder().user("a\ud83d\ude00b").stopSequences("\ude00", "b"));
    assertThat(response.text()).isEqualTo("a\ud83d\ude00");
  }

  @Test
  void temperatureAndNucleusSamplingChangeNothing() {
    assertThat(
            lead(GenerateRequest.builder().user(TEXT).temperature(2).topP(0.1)).text())
        .isEqualTo(TEXT);
  }

  @Test
  void tokensAreWordsOrUnspacedCharacters() {
    assertThat(Tokens.count("Don't open 3 lids")).isEqualTo(6);
    assertThat(Tokens.count("大浴場は、")).isEqualTo(5);
    assertThat(Tokens.count("cafe\u0301")).isEqualTo(1);
    assertThat(Tokens.count(" \n\u00a0")).isZero();
    assertThat(Tokens.count(
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83d\udc4b\ud83c\udffd"))
        .isEqualTo(2);
    assertThat(Tokens.count("\ud800\ud800")).isEqualTo(2);
    assertThat(Tokens.end("one two", 0, 9)).isEqualTo(7);
  }

  private static GenerateResponse lead(GenerateRequest.Builder request) {
    try (var model = Models.open("baseline:lead-3")) {
      return model.generate(request.build());
    }
  }
}
