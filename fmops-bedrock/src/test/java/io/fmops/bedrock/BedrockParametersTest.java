package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.bedrock.BedrockParameters.Performance;
import io.fmops.bedrock.BedrockParameters.ServiceTier;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelStream;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.testkit.loopback.EventStreamFrames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTraceAssessment;
import software.amazon.awssdk.services.bedrockruntime.model.PromptRouterTrace;

class BedrockParametersTest extends AnswerFixture {

  private static final BedrockParameters ALL = BedrockParameters.builder()
      .additionalModelRequestFields(Map.of(
          "thinking",
          Map.of("type", "enabled", "budget_tokens", 2048),
          "top_k",
          20,
          "penalty",
          0.5,
          "flags",
          List.of(true, "x")))
      .additionalModelResponseFieldPaths("/stop_sequence", "/a/b")
      .guardrail(InlineGuardrail.of("gr-1", "7")
          .trace(InlineGuardrail.Trace.ENABLED_FULL)
          .streaming(InlineGuardrail.Streaming.ASYNC))
      .performance(Performance.LATENCY_OPTIMIZED)
      .serviceTier(ServiceTier.FLEX)
      .requestMetadata(Map.of("team", "search"))
      .promptVariables(Map.of("city", "京都"))
      .build();

  private JsonNode sent(boolean streaming, BedrockParameters parameters) {
    GenerateRequest request = REQUEST.toBuilder()
        .topP(0.9)
        .metadata("tenant", "acme")
        .providerParameters(parameters)
        .build();
    if (streaming) {
      try (ModelStream stream = model.stream(request)) {
        stream.response();
      }
    } else {
      model.generate(request);
    }
    assertThat(server.requests().get(server.requests().size() - 1).text()).doesNotContain("acme");
    return lastBody();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyParameterIsSentInBothForms(boolean streaming) {
    String mode = streaming ? ", \"streamProcessingMode\": \"async\"" : "";
    assertThat(sent(streaming, ALL)).isEqualTo(JsonNode.parser().parse("""
            {"messages": [{"role": "user", "content": [{"text": "hello"}]}],
             "inferenceConfig": {"topP": 0.9},
             "additionalModelRequestFields": {"thinking": {"type": "enabled",
               "budget_tokens": 2048}, "top_k": 20, "penalty": 0.5, "flags": [true, "x"]},
             "additionalModelResponseFieldPaths": ["/stop_sequence", "/a/b"],
             "guardrailConfig": {"guardrailIdentifier": "gr-1", "guardrailVersion": "7",
               "trace": "enabled_full"%s},
             "performanceConfig": {"latency": "optimized"},
             "serviceTier": {"type": "flex"},
             "requestMetadata": {"team": "search"},
             "promptVariables": {"city": {"text": "京都"}}}""".formatted(mode)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsNotSetIsNotSent(boolean streaming) {
    assertThat(sent(streaming, BedrockParameters.builder().build()))
        .isEqualTo(JsonNode.parser().parse("""
            {"messages": [{"role": "user", "content": [{"text": "hello"}]}],
             "inferenceConfig": {"topP": 0.9}}"""));
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD, DEFAULT, DISABLED, SYNC, standard, default, disabled, sync",
    "STANDARD, PRIORITY, ENABLED, SYNC, standard, priority, enabled, sync",
    "STANDARD, RESERVED, ENABLED, ASYNC, standard, reserved, enabled, async"
  })
  void theWordsAreThoseOfTheService(
      Performance performance,
      ServiceTier tier,
      InlineGuardrail.Trace trace,
      InlineGuardrail.Streaming streaming,
      String performanceWord,
      String tierWord,
      String traceWord,
      String streamingWord) {
    JsonNode body = sent(
        true,
        BedrockParameters.builder()
            .performance(performance)
            .serviceTier(tier)
            .guardrail(InlineGuardrail.of("gr-1", "DRAFT").trace(trace).streaming(streaming))
            .build());
    assertThat(BedrockModelContractTest.text(body, "performanceConfig", "latency"))
        .isEqualTo(performanceWord);
    assertThat(BedrockModelContractTest.text(body, "serviceTier", "type")).isEqualTo(tierWord);
    assertThat(BedrockModelContractTest.text(body, "guardrailConfig", "trace"))
        .isEqualTo(traceWord);
    assertThat(BedrockModelContractTest.text(body, "guardrailConfig", "streamProcessingMode"))
        .isEqualTo(streamingWord);
  }

  @Test
  void guardedContentIsMarked() {
    model.generate(GenerateRequest.builder()
        .user(
            BedrockContent.guarded(
                "質問", BedrockContent.Qualifier.QUERY, BedrockContent.Qualifier.GUARD_CONTENT),
            BedrockContent.guarded("a text"),
            BedrockContent.guarded(MediaSource.of("image/jpeg", new byte[] {1, 2, 3})),
            ContentBlock.text("not looked at"))
        .build());
    assertThat(lastBody().field("messages").orElseThrow())
        .isEqualTo(JsonNode.parser().parse("""
            [{"role": "user", "content": [
              {"guardContent": {"text": {"text": "質問", "qualifiers": ["query", "guard_content"]}}},
              {"guardContent": {"text": {"text": "a text"}}},
              {"guardContent": {"image": {"format": "jpeg", "source": {"bytes": "AQID"}}}},
              {"text": "not looked at"}]}]"""));
    assertThatThrownBy(() -> BedrockContent.guarded(MediaSource.of("image/webp", new byte[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image/png or image/jpeg");
  }

  /** With members and words that this version of the SDK does not know. */
  private static final String TRACE = """
      {"guardrail": {"modelOutput": ["it was bad"], "actionReason": "Guardrail blocked.",
        "inputAssessment": {"gr-1": {"topicPolicy": {"topics": [{"name": "finance",
          "type": "DENY", "action": "BLOCKED_TOMORROW", "hologram": {"x": [1]}}]},
          "invocationMetrics": {"guardrailProcessingLatency": 240, "usage": {
            "topicPolicyUnits": 1, "contentPolicyUnits": 1, "wordPolicyUnits": 0,
            "sensitiveInformationPolicyUnits": 0, "sensitiveInformationPolicyFreeUnits": 0,
            "contextualGroundingPolicyUnits": 0}}, "policyOfTomorrow": {"y": null}}},
        "outputAssessments": {"gr-1": [{"wordPolicy": {"customWords": [{"match": "bad",
          "action": "BLOCKED"}], "managedWordLists": []}}]}},
       "promptRouter": {"invokedModelId": "amazon.nova-lite-v1:0"}, "unheardOf": {"z": 1}}""";

  private void answerWithTrace() {
    whole = """
        {"output": {"message": {"role": "assistant", "content": [{"text": "Sorry."}]}},
         "stopReason": "guardrail_intervened", "usage": %s, "metrics": {"latencyMs": 321},
         "additionalModelResponseFields": {"stop_sequence": null, "n": 1.50}, "trace": %s}""".formatted(USAGE, TRACE);
    List<byte[]> frames = new ArrayList<>();
    frames.add(Wire.start());
    frames.add(Wire.delta(0, Wire.text("Sorry.")));
    frames.add(Wire.blockStop(0));
    frames.add(EventStreamFrames.event("messageStop", """
        {"stopReason": "guardrail_intervened",
         "additionalModelResponseFields": {"stop_sequence": null, "n": 1.50}}"""));
    frames.add(EventStreamFrames.event("metadata", """
        {"usage": %s, "metrics": {"latencyMs": 321}, "trace": %s}""".formatted(USAGE, TRACE)));
    streamed = frames;
  }

  @Test
  void whatAGuardrailDidIsToldInBothForms() {
    answerWithTrace();
    for (GenerateResponse response : List.of(model.generate(REQUEST), stream())) {
      assertThat(response.stopReason()).isEqualTo(StopReason.GUARDRAIL);
      assertThat(response.text()).isEqualTo("Sorry.");
      assertThat(response.usage().output()).isEqualTo(4);
      assertThat(response.notices())
          .extracting(StreamEvent.Notice::type)
          .containsExactly(
              "bedrock.response-fields", "bedrock.guardrail-trace", "bedrock.prompt-router-trace");
      Document fields = (Document) response.notices().get(0).value();
      assertThat(Documents.toJson(fields)).isEqualTo("{\"stop_sequence\":null,\"n\":1.50}");
      GuardrailTraceAssessment trace =
          (GuardrailTraceAssessment) response.notices().get(1).value();
      assertThat(trace.modelOutput()).containsExactly("it was bad");
      assertThat(
              trace.inputAssessment().get("gr-1").topicPolicy().topics().get(0).name())
          .isEqualTo("finance");
      assertThat(trace.outputAssessments().get("gr-1")).hasSize(1);
      PromptRouterTrace router = (PromptRouterTrace) response.notices().get(2).value();
      assertThat(router.invokedModelId()).isEqualTo("amazon.nova-lite-v1:0");
    }
  }

  @Test
  void fieldsAreCopiedAndChecked() {
    List<Object> inner = new ArrayList<>(List.of("a"));
    BedrockParameters parameters = fields(Map.of("list", inner));
    inner.add("b");
    assertThat(parameters.additionalModelRequestFields()).isEqualTo(Map.of("list", List.of("a")));
    assertThat(parameters.provider()).isEqualTo("bedrock");
    assertThatThrownBy(() -> fields(Map.of("a", Map.of("b", List.of(1, new Object())))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.b[1]");
    assertThatThrownBy(() -> fields(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fields(Map.of("a", Arrays.asList(1, null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a[1] is null");
  }

  private static BedrockParameters fields(Map<String, ?> fields) {
    return BedrockParameters.builder().additionalModelRequestFields(fields).build();
  }

  @Test
  void limitsOfTheServiceAreCheckedAtOnce() {
    BedrockParameters.Builder builder = BedrockParameters.builder();
    assertThatThrownBy(() -> builder.additionalModelResponseFieldPaths("stop_sequence"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/stop_sequence");
    assertThatThrownBy(() -> builder.additionalModelResponseFieldPaths(
            "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11"))
        .isInstanceOf(IllegalArgumentException.class);
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 17; i++) {
      labels.put("label" + i, "x");
    }
    for (Map<String, String> wrong : List.of(
        labels, Map.of("", "x"), Map.of("x".repeat(257), "x"), Map.of("x", "x".repeat(257)))) {
      assertThatThrownBy(() -> builder.requestMetadata(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most 16");
    }
    assertThatThrownBy(() -> InlineGuardrail.of("gr-1", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DRAFT");
  }

  @Test
  void parametersAreValues() {
    assertThat(ALL.toBuilder().build()).isEqualTo(ALL).hasSameHashCodeAs(ALL);
    assertThat(ALL.toBuilder().cacheTools(new ContentBlock.CachePoint()).build())
        .isNotEqualTo(ALL);
    assertThat(ALL)
        .asString()
        .contains("gr-1", "city", "{flags=[true, x], penalty=0.5, thinking={budget_tokens=2048,")
        .doesNotContain("京都");
    assertThat(ALL.toBuilder().promptVariables(Map.of("city", "大阪")).build().toString())
        .isNotEqualTo(ALL.toString());
  }

  @Test
  void contentTellsWhatChangesAnswersAndNothingElse() {
    // These two have one hash code.
    assertThat(BedrockParameters.builder()
            .promptVariables(Map.of("q", "Aa"))
            .build()
            .content())
        .isNotEqualTo(BedrockParameters.builder()
            .promptVariables(Map.of("q", "BB"))
            .build()
            .content());
    assertThat(BedrockParameters.builder()
            .requestMetadata(Map.of("id", "1"))
            .build()
            .content())
        .isEqualTo(BedrockParameters.builder()
            .requestMetadata(Map.of("id", "2"))
            .build()
            .content());
  }
}
