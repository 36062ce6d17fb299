package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowJsonTest {

  private static ResultRow full() {
    return new ResultRow(
        7,
        2,
        new Example(
            "e-7",
            Map.of("text", "「こんにちは」\n\u2028\"quoted\""),
            List.of("答え", "the answer"),
            Map.of("language", "ja")),
        "candidate / 1",
        "m:x",
        "p",
        Optional.of(GenerateRequest.builder()
            .system("be brief")
            .user("「こんにちは」")
            .assistant("はい")
            .user("?")
            .maxTokens(10)
            .temperature(0.1)
            .stopSequences("\n")
            .build()),
        Optional.of(GenerateResponse.builder(ModelId.parse("m:x"))
            .content(List.of(ContentBlock.text("答え 𠮷")))
            .stopReason(StopReason.MAX_TOKENS, "")
            .usage(TokenUsage.reported(12, 34))
            .latency(new Latency(
                Duration.ofNanos(123_456_789),
                Optional.of(Duration.ofNanos(1_000_001)),
                Optional.empty()))
            .requestId("r-1")
            .metadata(Map.of("tier", "flex"))
            .build()),
        List.of(
            new Score.Value("exact-match", 0.1 + 0.2),
            new Score.Value("helpful", 7, Optional.of("because")),
            new Score.Summed("bleu", 0.5, List.of(1.0, 2.5)),
            new Score.Label("label", "odd", Score.Label.NO_LABEL),
            new Score.Unscored("judged", "unreadable")),
        Optional.of(new BigDecimal("0.000123")),
        Optional.of(new BigDecimal("0.5")),
        Optional.of("half of it failed"),
        true);
  }

  @Test
  void aRowComesBackAsItWas() {
    ResultRow row = full();
    ResultRow back = ResultRows.fromJson(ResultRows.toJson(row));
    assertThat(back).usingRecursiveComparison().isEqualTo(row);
    assertThat(ResultRows.toJson(row)).doesNotContain("\n");
  }

  @Test
  void aCostOfEvaluationThatNobodyKnowsIsNotNothing() {
    ResultRow row = full();
    ResultRow unknown = new ResultRow(
        0,
        0,
        row.example(),
        "c",
        "m:x",
        "p",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
    assertThat(ResultRows.fromJson(ResultRows.toJson(unknown))).isEqualTo(unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"example\":\"1\"}",
        "{\"example\":\"1\",\"index\":-1,\"candidate\":\"c\",\"model\":\"m:x\",\"prompt\":\"p\",\"scores\":{}}",
        "{\"example\":\"1\",\"index\":0,\"candidate\":\"c\",\"model\":\"m:x\",\"prompt\":\"p\",\"scores\":{\"s\":{\"value\":null}}}",
        "{\"example\":\"1\",\"index\":0,\"candidate\":\"c\",\"model\":\"m:x\",\"prompt\":\"p\","
            + "\"output\":\"\",\"servedBy\":\"gpt\",\"stopReason\":\"end_turn\",\"scores\":{}}",
        "{\"example\":\"1\",\"index\":0,\"candidate\":\"c\",\"model\":\"m:x\",\"prompt\":\"p\","
            + "\"output\":\"\",\"servedBy\":\"m:x\",\"stopReason\":\"soon\",\"scores\":{}}",
      })
  void whatIsNoRowIsRefused(String line) {
    assertThatThrownBy(() -> ResultRows.fromJson(line))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
