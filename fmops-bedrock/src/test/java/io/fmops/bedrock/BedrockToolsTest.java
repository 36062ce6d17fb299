package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.ContentBlock;
import io.fmops.model.ContentBlock.ToolCall;
import io.fmops.model.ContentBlock.ToolResult;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.JsonSchema;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.MediaSource;
import io.fmops.model.Message;
import io.fmops.model.ModelStream;
import io.fmops.model.OutputFormat;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockToolsTest extends AnswerFixture {

  private static final ToolDefinition WEATHER =
      new ToolDefinition("weather", "Tells the weather. 天気。", JsonSchema.of("""
          {"type": "object", "properties": {"city": {"type": "string", "maxLength": 40},
            "days": {"type": "number", "minimum": 0.5}}, "required": ["city"], "extra": null}"""));

  private static final ToolDefinition TIME =
      new ToolDefinition("time", "", JsonSchema.of("{\"type\": \"object\"}"));

  private static final GenerateRequest WITH_TOOLS =
      REQUEST.toBuilder().tool(WEATHER).tool(TIME).build();

  private JsonNode sent(GenerateRequest request, String field) {
    model.generate(request);
    return lastBody().field(field).orElseThrow();
  }

  private static JsonNode json(String text) {
    return JsonNode.parser().parse(text);
  }

  @Test
  void toolsAreSentWithTheirSchemaAsItIsWritten() {
    assertThat(sent(WITH_TOOLS, "toolConfig")).isEqualTo(json("""
            {"tools": [
              {"toolSpec": {"name": "weather", "description": "Tells the weather. 天気。",
                "inputSchema": {"json": {"type": "object",
                  "properties": {"city": {"type": "string", "maxLength": 40},
                    "days": {"type": "number", "minimum": 0.5}},
                  "required": ["city"], "extra": null}}}},
              {"toolSpec": {"name": "time", "inputSchema": {"json": {"type": "object"}}}}]}"""));
  }

  @Test
  void theChoiceOfToolsIsSent() {
    GenerateRequest any = WITH_TOOLS.toBuilder().toolChoice(ToolChoice.REQUIRED).build();
    assertThat(sent(any, "toolConfig").field("toolChoice")).contains(json("{\"any\": {}}"));
    GenerateRequest named = any.toBuilder().toolChoice(ToolChoice.tool("time")).build();
    assertThat(sent(named, "toolConfig").field("toolChoice"))
        .contains(json("{\"tool\": {\"name\": \"time\"}}"));
  }

  @Test
  void noToolAtAllLeavesTheToolsOutWhereNoTurnHasUsedThem() {
    model.generate(WITH_TOOLS.toBuilder().toolChoice(ToolChoice.NONE).build());
    assertThat(lastBody().field("toolConfig")).isEmpty();
  }

  @Test
  void noToolAtAllIsRefusedWhereEarlierTurnsHaveUsedSome() {
    GenerateRequest request = WITH_TOOLS.toBuilder()
        .message(new Message(Role.ASSISTANT, List.of(new ToolCall("t1", "time", "{}"))))
        .user(ToolResult.of("t1", "noon"))
        .toolChoice(ToolChoice.NONE)
        .build();
    assertThatThrownBy(() -> model.generate(request))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("ToolChoice.AUTO");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void theEndOfTheToolsCanBeACachePoint() {
    BedrockParameters parameters = BedrockParameters.builder()
        .cacheTools(new ContentBlock.CachePoint(Optional.of(Duration.ofHours(1))))
        .build();
    JsonNode tools = sent(
            WITH_TOOLS.toBuilder().providerParameters(parameters).build(), "toolConfig")
        .field("tools")
        .orElseThrow();
    assertThat(tools.asArray().get(2))
        .isEqualTo(json("{\"cachePoint\": {\"type\": \"default\", \"ttl\": \"1h\"}}"));
    model.generate(REQUEST.toBuilder().providerParameters(parameters).build());
    assertThat(lastBody().field("toolConfig")).as("without tools").isEmpty();
  }

  @Test
  void theOutputFormatIsSent() {
    GenerateRequest request = REQUEST.toBuilder()
        .outputFormat(new OutputFormat("person", JsonSchema.of("{\"type\": \"object\"}")))
        .build();
    assertThat(sent(request, "outputConfig")).isEqualTo(json("""
            {"textFormat": {"type": "json_schema", "structure": {"jsonSchema":
              {"name": "person", "schema": "{\\"type\\":\\"object\\"}"}}}}"""));
  }

  /** Two calls, the first in pieces that end within a character, the second without arguments. */
  private void answerWithCalls(String stopReason) {
    whole = Wire.converse("""
        {"text": "let me look"},
        {"toolUse": {"toolUseId": "t1", "name": "weather",
          "input": {"city":"Kyōto 🎌","days":1.50,"big":12345678901234567890}}},
        {"toolUse": {"toolUseId": "t2", "name": "time", "input": {}}}""", stopReason, USAGE);
    streamed = List.of(
        Wire.start(),
        Wire.delta(0, Wire.text("let me look")),
        Wire.blockStop(0),
        Wire.blockStart(1, "{\"toolUse\": {\"toolUseId\": \"t1\", \"name\": \"weather\"}}"),
        Wire.delta(1, "{\"toolUse\": {\"input\": \"\"}}"),
        Wire.delta(1, "{\"toolUse\": {\"input\": \"{\\\"ci\"}}"),
        Wire.delta(1, "{\"toolUse\": {\"input\": \"ty\\\":\\\"Kyōto \\ud83c\"}}"),
        Wire.delta(
            1,
            "{\"toolUse\": {\"input\": \"\\udf8c\\\",\\\"days\\\":1.50,\\\"big\\\":12345678901234567890}\"}}"),
        Wire.blockStop(1),
        Wire.blockStart(2, "{\"toolUse\": {\"toolUseId\": \"t2\", \"name\": \"time\"}}"),
        Wire.blockStop(2),
        Wire.stop(stopReason),
        Wire.metadata(USAGE));
  }

  private static final ToolCall IN_KYOTO = new ToolCall(
      "t1", "weather", "{\"city\":\"Kyōto 🎌\",\"days\":1.50,\"big\":12345678901234567890}");

  @Test
  void callsComeWholeAndInPiecesAlike() {
    answerWithCalls("tool_use");
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(response.text()).isEqualTo("let me look");
    assertThat(response.toolCalls()).containsExactly(IN_KYOTO, new ToolCall("t2", "time", "{}"));
    try (ModelStream stream = model.stream(REQUEST)) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertThat(events)
          .contains(new StreamEvent.ToolCallDelta(1, "t1", "weather", ""))
          .contains(new StreamEvent.ToolCallDelta(
              1, "", "", "🎌\",\"days\":1.50,\"big\":12345678901234567890}"));
      assertThat(stream.response().content()).isEqualTo(response.content());
    }
  }

  @Test
  void callsAndTheirResultsGoBack() {
    answerWithCalls("tool_use");
    byte[] picture = {1, 2, 3};
    model.generate(WITH_TOOLS.toBuilder()
        .message(stream().message())
        .user(
            new ToolResult(
                "t1",
                List.of(
                    ContentBlock.text("fine"),
                    ContentBlock.text(""),
                    BedrockContent.json("{\"degrees\": 21.5}"),
                    new ContentBlock.Image(MediaSource.of("image/png", picture)),
                    new ContentBlock.Document(
                        "a map", MediaSource.of("application/pdf", picture), false),
                    new ContentBlock.Video(MediaSource.of("video/mp4", picture))),
                false),
            ToolResult.failed("t2", "no clock"),
            new ToolResult("t3", List.of(), true))
        .build());
    List<JsonNode> turns = lastBody().field("messages").orElseThrow().asArray();
    assertThat(turns.get(1)).isEqualTo(json("""
            {"role": "assistant", "content": [
              {"text": "let me look"},
              {"toolUse": {"toolUseId": "t1", "name": "weather", "input":
                {"city": "Kyōto 🎌", "days": 1.50, "big": 12345678901234567890}}},
              {"toolUse": {"toolUseId": "t2", "name": "time", "input": {}}}]}"""));
    assertThat(turns.get(2)).isEqualTo(json("""
            {"role": "user", "content": [
              {"toolResult": {"toolUseId": "t1", "content": [
                {"text": "fine"}, {"json": {"degrees": 21.5}},
                {"image": {"format": "png", "source": {"bytes": "AQID"}}},
                {"document": {"format": "pdf", "name": "a map", "source": {"bytes": "AQID"}}},
                {"video": {"format": "mp4", "source": {"bytes": "AQID"}}}]}},
              {"toolResult": {"toolUseId": "t2", "content": [{"text": "no clock"}],
                "status": "error"}},
              {"toolResult": {"toolUseId": "t3",
                "content": [{"text": "The tool failed without saying why."}],
                "status": "error"}}]}"""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"city\":\"Ky", "[1]", "{} {}", "{\"a\":NaN}", "nonsense"})
  void argumentsThatAreNoObjectGoBackSoThatTheModelSeesThem(String arguments) {
    model.generate(REQUEST.toBuilder()
        .message(new Message(Role.ASSISTANT, List.of(new ToolCall("t1", "weather", arguments))))
        .user(ToolResult.failed("t1", "the arguments are no JSON object"))
        .build());
    JsonNode turn = lastBody().field("messages").orElseThrow().asArray().get(1);
    assertThat(BedrockModelContractTest.text(
            turn, "content", "0", "toolUse", "input", "not_a_json_object"))
        .isEqualTo(arguments);
  }

  @Test
  void namesAndIdsThatBedrockDoesNotTakeAreChangedSoThatTheConversationCanGoOn() {
    String longId = "call:" + "x".repeat(80);
    model.generate(REQUEST.toBuilder()
        .message(new Message(
            Role.ASSISTANT,
            List.of(
                new ToolCall(longId + "1", "$読む FILE", "{}"), new ToolCall(longId + "2", "", ""))))
        .user(ToolResult.of(longId + "1", "a"), ToolResult.of(longId + "2", "b"))
        .build());
    List<JsonNode> turns = lastBody().field("messages").orElseThrow().asArray();
    List<String> ids = new ArrayList<>();
    for (String at : List.of("0", "1")) {
      String id =
          BedrockModelContractTest.text(turns.get(1), "content", at, "toolUse", "toolUseId");
      assertThat(id).matches("[a-zA-Z0-9_-]{1,64}").isNotIn(ids);
      assertThat(
              BedrockModelContractTest.text(turns.get(2), "content", at, "toolResult", "toolUseId"))
          .isEqualTo(id);
      ids.add(id);
    }
    assertThat(BedrockModelContractTest.text(turns.get(1), "content", "0", "toolUse", "name"))
        .isEqualTo("____FILE");
    assertThat(BedrockModelContractTest.text(turns.get(1), "content", "1", "toolUse", "name"))
        .isEqualTo("_");
  }

  @Test
  void argumentsCutOffByTheTokenLimitAreATruncatedAnswerThatShowsThem() {
    streamed = List.of(
        Wire.start(),
        Wire.blockStart(0, "{\"toolUse\": {\"toolUseId\": \"t1\", \"name\": \"weather\"}}"),
        Wire.delta(0, "{\"toolUse\": {\"input\": \"{\\\"city\\\": \\\"Ky\"}}"),
        Wire.blockStop(0),
        Wire.stop("max_tokens"),
        Wire.metadata(USAGE));
    GenerateResponse response = stream();
    assertThat(response.truncated()).isTrue();
    assertThat(response.toolCalls())
        .containsExactly(new ToolCall("t1", "weather", "{\"city\": \"Ky"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"malformed_tool_use", "malformed_model_output"})
  void anAnswerThatBedrockItselfCannotReadIsNoAnswer(String stopReason) {
    answerWithCalls(stopReason);
    MalformedAnswerException problem =
        catchThrowableOfType(MalformedAnswerException.class, () -> model.generate(REQUEST));
    assertThat(problem).hasMessageContaining(stopReason);
    assertThat(problem.details().requestId()).contains("request-1");
    assertThat(problem.partialContent()).hasSize(3);
    problem = catchThrowableOfType(MalformedAnswerException.class, this::stream);
    assertThat(problem).hasMessageContaining(stopReason);
    assertThat(problem.details().requestId()).contains("request-1");
    assertThat(problem.partialContent()).hasSize(3).contains(IN_KYOTO);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"toolUse": {"name": "weather", "input": {}}}   | {"toolUse": {"name": "weather"}}
          {"toolUse": {"toolUseId": "t1", "input": {}}}   | {"toolUse": {"toolUseId": "t1"}}
          """)
  void aCallWithoutItsIdOrNameIsMalformed(String block, String start) {
    whole = Wire.converse(block, "tool_use", USAGE);
    streamed = List.of(Wire.start(), Wire.blockStart(0, start));
    assertThatThrownBy(() -> model.generate(REQUEST)).isInstanceOf(MalformedAnswerException.class);
    assertThatThrownBy(this::stream).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void argumentsBeforeTheirCallAreMalformed() {
    streamed = List.of(Wire.start(), Wire.delta(0, "{\"toolUse\": {\"input\": \"{}\"}}"));
    assertThatThrownBy(this::stream).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void onlyAnObjectIsJsonForATool() {
    assertThatThrownBy(() -> BedrockContent.json("[1]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("object");
  }
}
