package io.fmops.model.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerFoldTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("こんにちは");

  private final AnswerFold fold = new AnswerFold();

  @Test
  void blocksThatGrowInTurnsStayApartAndInOrder() {
    fold.add(new StreamEvent.ReasoningDelta(0, "考え", "si"));
    fold.add(new StreamEvent.TextDelta(1, "答"));
    fold.add(new StreamEvent.ReasoningDelta(0, "る", "gn"));
    fold.add(new StreamEvent.ToolCallDelta(2, "id-1", "weather", "{\"city\":"));
    fold.add(new StreamEvent.TextDelta(1, "え"));
    fold.add(new StreamEvent.ToolCallDelta(2, "", "", "\"東京\"}"));
    assertThat(fold.content())
        .containsExactly(
            new ContentBlock.Reasoning("考える", Optional.of("sign")),
            new ContentBlock.Text("答え", List.of()),
            new ContentBlock.ToolCall("id-1", "weather", "{\"city\":\"東京\"}"));
  }

  @Test
  void theResponseKeepsNoMoreNoticesThanItsBound() {
    for (int i = 0; i < GenerateResponse.MAX_NOTICES + 5; i++) {
      fold.add(new StreamEvent.Notice("n", i));
    }
    GenerateResponse whole =
        fold.whole(GenerateResponse.builder(ModelId.of("scripted", "m")).build());
    assertThat(whole.notices()).hasSize(GenerateResponse.MAX_NOTICES);
    assertThat(whole.notices().get(0).value()).isEqualTo(0);
  }

  @Test
  void aRefusedRequestUsedNothing() {
    ThrottledException throttled = new ThrottledException("slow down");
    RejectedInputException rejected = new RejectedInputException("no");
    fold.keepIn(REQUEST, throttled);
    fold.keepIn(REQUEST, rejected);
    assertThat(throttled.usage()).isEqualTo(TokenUsage.estimated(0, 0));
    assertThat(rejected.usage()).isEqualTo(TokenUsage.estimated(0, 0));
  }

  @Test
  void aCallThatWasGivenUpUsedItsPromptAtLeast() {
    CancelledException cancelled = new CancelledException("enough");
    fold.keepIn(REQUEST, cancelled);
    assertThat(cancelled.usage())
        .isEqualTo(TokenUsage.estimated(REQUEST.estimatedInputTokens(), 0));
  }

  @Test
  void whatAnExchangeToldItselfIsKept() {
    TruncatedStreamException cut = new TruncatedStreamException("cut");
    cut.keepArrived(List.of(), TokenUsage.reported(5, 6));
    fold.add(new StreamEvent.TextDelta(0, "答え"));
    fold.keepIn(REQUEST, cut);
    assertThat(cut.usage()).isEqualTo(TokenUsage.reported(5, 6));
  }

  @Test
  void anEstimateCountsTextReasoningAndTools() {
    TokenUsage text = AnswerFold.estimate(REQUEST, List.of(ContentBlock.text("答え")));
    TokenUsage more = AnswerFold.estimate(
        REQUEST,
        List.of(
            ContentBlock.text("答え"),
            new ContentBlock.Reasoning("考える", Optional.empty()),
            new ContentBlock.ToolCall("id", "weather", "{\"city\":\"東京\"}")));
    assertThat(text.input()).isEqualTo(REQUEST.estimatedInputTokens());
    assertThat(text.output()).isPositive();
    assertThat(more.output()).isGreaterThan(text.output());
    assertThat(more.source()).isEqualTo(TokenUsage.Source.ESTIMATED);
  }
}
