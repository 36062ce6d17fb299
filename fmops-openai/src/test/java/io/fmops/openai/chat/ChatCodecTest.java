package io.fmops.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.JsonSchema;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.MediaSource;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import io.fmops.model.spi.AnswerFold;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    AnswerFold fold = new AnswerFold();
    events.forEach(fold::add);
    GenerateResponse response = fold.whole(response(events));
    assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_USE);
    JsonNode body = encode(GenerateRequest.builder()
        .user("hi")
        .message(response.message())
        .user(
            ContentBlock.text("And then?"),
            ContentBlock.ToolResult.of("c1", "4"),
            ContentBlock.ToolResult.failed("c2", "no such city"))
        .build());
    assertThat(body.path("messages")).hasSize(5);
    assertThat(body.path("messages").path(1))
        .isEqualTo(
            ChatFixture.json(
                "{\"role\":\"assistant\",\"content\":\"Let me see.\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"));
    assertThat(body.path("messages").path(2))
        .isEqualTo(
            ChatFixture.json("{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"4\"}"));
    assertThat(body.path("messages").path(3).path("content").asText())
        .isEqualTo("Error: no such city");
    assertThat(body.path("messages").path(4))
        .isEqualTo(ChatFixture.json("{\"role\":\"user\",\"content\":\"And then?\"}"));
  }

  @Test
  void argumentsOfAnEarlierCallThatAreNoJsonAreWrappedForServersThatReadThem() {
    JsonNode call = encode(GenerateRequest.builder()
            .user("hi")
            .message(new Message(
                Role.ASSISTANT, List.of(new ContentBlock.ToolCall("c1", "f", "{\"city\": \"Pa"))))
            .build())
        .at("/messages/1");
    assertThat(call.path("content").isNull()).isTrue();
    assertThat(call.at("/tool_calls/0/function/arguments").asText())
        .isEqualTo("{\"malformed\":\"{\\\"city\\\": \\\"Pa\"}");
  }

  @Test
  void toolsAndTheirChoice() {
    GenerateRequest.Builder request = GenerateRequest.builder()
        .user("hi")
        .tool(new ToolDefinition("f", "Adds.", JsonSchema.of("{\"type\":\"object\"}")));
    assertThat(encode(request.build()).path("tools"))
        .isEqualTo(
            ChatFixture.json(
                "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"Adds.\",\"parameters\":{\"type\":\"object\"}}}]"));
    assertThat(encode(request.build()).has("tool_choice")).isFalse();
    assertThat(encode(request.toolChoice(ToolChoice.REQUIRED).build())
            .path("tool_choice")
            .asText())
        .isEqualTo("required");
    assertThat(encode(request.toolChoice(ToolChoice.NONE).build())
            .path("tool_choice")
            .asText())
        .isEqualTo("none");
    assertThat(encode(request.toolChoice(ToolChoice.tool("f")).build()).path("tool_choice"))
        .isEqualTo(ChatFixture.json("{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],\"additionalProperties\":false} | true",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]} | false",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}},\"required\":[\"a\"],\"additionalProperties\":false} | false",
        "{\"type\":\"object\",\"properties\":{\"a\":{}},\"additionalProperties\":false} | false"
      })
  void anOutputFormatIsStrictWhereItsSchemaIsClosed(String schema, boolean strict) {
    JsonNode format = encode(GenerateRequest.builder()
            .user("hi")
            .outputFormat(new OutputFormat("city", JsonSchema.of(schema)))
            .build())
        .path("response_format");
    assertThat(format.path("type").asText()).isEqualTo("json_schema");
    assertThat(format.at("/json_schema/name").asText()).isEqualTo("city");
    assertThat(format.at("/json_schema/schema")).isEqualTo(ChatFixture.json(schema));
    assertThat(format.at("/json_schema/strict").asBoolean()).isEqualTo(strict);
  }

  @Test
  void picturesMakeAListOfParts() {
    JsonNode content = encode(GenerateRequest.builder()
            .user(
                ContentBlock.text("What is it?"),
                new ContentBlock.CachePoint(),
                new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1, 2, 3})),
                new ContentBlock.Image(
                    MediaSource.at("image/png", URI.create("https://example.com/a.png"))),
                new ContentBlock.Opaque("test", "input_audio", Map.of("format", "wav")))
            .build())
        .at("/messages/0/content");
    assertThat(content)
        .isEqualTo(
            ChatFixture.json(
                "[{\"type\":\"text\",\"text\":\"What is it?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AQID\"}},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}},{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"wav\"}}]"));
  }

  @Test
  void theDialectOfReasoningModels() {
    ChatCodec other = new ChatCodec(new ChatServer(
        ModelId.parse("test:o"), Optional.of("o"), "max_completion_tokens", "developer"));
    JsonNode body = ChatFixture.json(new String(
        other.encode(
            GenerateRequest.builder().system("Be kind.").user("hi").maxTokens(5).build(),
            false,
            Map.of()),
        StandardCharsets.UTF_8));
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("developer");
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(5);
    assertThat(body.has("max_tokens")).isFalse();
  }

  static List<ContentBlock> unspeakable() {
    return List.of(
        new ContentBlock.Opaque("bedrock", "image", Map.of("a", "b")),
        new ContentBlock.Opaque("test", "image", "x"),
        new ContentBlock.Document("d", MediaSource.of("application/pdf", new byte[1]), false),
        new ContentBlock.Video(MediaSource.of("video/mp4", new byte[1])),
        new ContentBlock.Image(MediaSource.at("image/png", URI.create("s3://bucket/key"))),
        new ContentBlock.Reasoning("hm", Optional.empty()),
        new ContentBlock.ToolResult(
            "c", List.of(new ContentBlock.Image(MediaSource.of("image/png", new byte[1]))), false));
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void contentThatTheSchemaCannotSayIsRefused(ContentBlock block) {
    GenerateRequest request =
        GenerateRequest.builder().user(ContentBlock.text("see"), block).build();
    assertThatThrownBy(() -> codec.encode(request, true, Map.of()))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("cannot be sent to test:my-endpoint");
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
