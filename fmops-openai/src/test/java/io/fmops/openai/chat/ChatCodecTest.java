package io.fmops.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCodecTest {

  private final ChatCodec codec =
      new ChatCodec(new ChatServer(ModelId.parse("test:my-endpoint"), Optional.empty()));

  private JsonNode encode(GenerateRequest request) {
    return ChatFixture.json(
        new String(codec.encode(request, false, Map.of()), StandardCharsets.UTF_8));
  }

  private List<StreamEvent> decode(String answer) {
    return codec.decode(answer.getBytes(StandardCharsets.UTF_8), Optional.of("request-1"));
  }

  private static GenerateResponse response(List<StreamEvent> events) {
    return ((StreamEvent.Completed) events.get(events.size() - 1)).response();
  }

  private static String answer(String message, String rest) {
    return "{\"choices\":[{\"index\":0,\"message\":" + message + rest;
  }

  @Test
  void whatIsNotSetIsLeftToTheServer() {
    assertThat(encode(GenerateRequest.of("hi")))
        .isEqualTo(ChatFixture.json(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":false}"));
  }

  @Test
  void furtherFieldsAreAddedAndReplaceCommonOnes() {
    JsonNode body = ChatFixture.json(new String(
        codec.encode(
            GenerateRequest.builder().user("hi").maxTokens(5).temperature(1).build(),
            false,
            Map.of("max_tokens", 9, "response_format", Map.of("type", "json_object"))),
        StandardCharsets.UTF_8));
    assertThat(body.path("max_tokens").asInt()).isEqualTo(9);
    assertThat(body.path("temperature").asDouble()).isEqualTo(1.0);
    assertThat(body.at("/response_format/type").asText()).isEqualTo("json_object");
  }

  @Test
  void labelsOfTheRequestAreNotSent() {
    assertThat(encode(
                GenerateRequest.builder().user("hi").metadata("team", "secret").build())
            .toString())
        .doesNotContain("secret");
  }

  @Test
  void anEarlierTurnGoesBackWithItsToolCallsAndWithoutItsReasoning() {
    List<StreamEvent> events = decode(answer(
        "{\"content\":\"Let me see.\",\"reasoning\":\"hm\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
        ",\"finish_reason\":\"tool_calls\"}]}"));
    ContentBlock call = ((StreamEvent.WholeBlock) events.get(2)).content();
    JsonNode body = encode(GenerateRequest.builder()
        .user("hi")
        .message(new Message(
            Role.ASSISTANT,
            List.of(
                new ContentBlock.Reasoning("hm", Optional.empty()),
                ContentBlock.text("Let me see."),
                call)))
        .build());
    assertThat(body.path("messages").path(1))
        .isEqualTo(
            ChatFixture.json(
                "{\"role\":\"assistant\",\"content\":\"Let me see.\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"));
    assertThat(response(events).stopReason()).isEqualTo(StopReason.TOOL_USE);
  }

  @Test
  void aToolCallCannotBeChanged() {
    List<StreamEvent> events = decode(answer(
        "{\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"name\":\"f\"}}]}",
        ",\"finish_reason\":\"tool_calls\"}]}"));
    ContentBlock.Opaque call =
        (ContentBlock.Opaque) ((StreamEvent.WholeBlock) events.get(0)).content();
    Map<?, ?> function = (Map<?, ?>) ((Map<?, ?>) call.value()).get("function");
    assertThatThrownBy(function::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void contentThatItCannotSayIsRefused() {
    for (ContentBlock block : List.of(
        new ContentBlock.Opaque("bedrock", "image", "x"),
        new ContentBlock.Opaque("test", "image", "x"))) {
      GenerateRequest request = GenerateRequest.builder()
          .message(new Message(Role.USER, List.of(ContentBlock.text("see"), block)))
          .build();
      assertThatThrownBy(() -> codec.encode(request, true, Map.of()))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("image");
    }
  }

  @Test
  void aWholeAnswerIsReasoningThenText() {
    assertThat(
            decode(
                answer(
                    "{\"role\":\"assistant\",\"content\":\"Yes\",\"reasoning_content\":\"hm\",\"refusal\":null}",
                    ",\"finish_reason\":\"stop\",\"stop_reason\":\"###\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":4}}}")))
        .containsExactly(
            new StreamEvent.ReasoningDelta(0, "hm", ""),
            new StreamEvent.TextDelta(1, "Yes"),
            new StreamEvent.Completed(GenerateResponse.builder(ModelId.parse("test:my-endpoint"))
                .stopReason(StopReason.STOP_SEQUENCE, "stop")
                .usage(new TokenUsage(5, 2, 4, 0, TokenUsage.Source.REPORTED))
                .requestId("request-1")
                .build()));
  }

  @Test
  void usageThatIsNotReportedIsUnknownAndNotZero() {
    assertThat(response(decode(answer("{\"content\":\"a\"}", ",\"finish_reason\":\"stop\"}]}")))
            .usage())
        .isEqualTo(TokenUsage.UNKNOWN);
  }

  @Test
  void anAnswerWithoutAFinishReasonDoesNotClaimToBeWhole() {
    assertThat(response(decode(answer("{\"content\":\"a\"}", "}]}"))).stopReason())
        .isEqualTo(StopReason.OTHER);
  }

  @Test
  void anErrorWithStatus200IsAnError() {
    assertThatThrownBy(
            () -> decode("{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}"))
        .isInstanceOf(ThrottledException.class)
        .hasMessageContaining("Model is overloaded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[{\"generated_text\":\"secret\"}]",
        "{\"generated_text\":\"secret\"}",
        "{\"choices\":[]}",
        "{\"choices\":[{\"index\":0}]}",
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":[\"secret\"]}}]}",
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"secret\"}}]} trailing",
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"secr"
      })
  void whatIsNoChatAnswerIsMalformedAndNotShownInTheMessage(String answer) {
    assertThatThrownBy(() -> decode(answer))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("test:my-endpoint")
        .hasMessageNotContaining("secret");
  }

  @Test
  void theWordsOfAServerAreOneShortLineWithoutTheInput() {
    assertThat(ServerWords.of("bad\n\trequest")).isEqualTo("bad request");
    assertThat(ServerWords.of("[{'msg': 'too long', 'input': 'my secret prompt'}]"))
        .isEqualTo("[{'msg': 'too long', ...");
    assertThat(ServerWords.of("語".repeat(1000))).hasSize(303);
  }
}
