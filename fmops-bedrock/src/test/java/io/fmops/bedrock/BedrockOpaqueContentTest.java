package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.testkit.loopback.EventStreamFrames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;

class BedrockOpaqueContentTest extends AnswerFixture {

  @Test
  void blocksThatTheLibraryHasNoTypeForAreKept() {
    whole = Wire.converse("""
        {"text": "let me look"},
        {"toolUse": {"toolUseId": "t1", "name": "weather", "input": {"city": "Kyōto"}}}""", "tool_use", USAGE);
    GenerateResponse response = model.generate(REQUEST);
    ContentBlock.Opaque opaque = (ContentBlock.Opaque) response.content().get(1);
    assertThat(opaque.provider()).isEqualTo("bedrock");
    assertThat(opaque.type()).isEqualTo("toolUse");

    model.generate(GenerateRequest.builder()
        .user("weather?")
        .message(new Message(Role.ASSISTANT, response.content()))
        .user("go on")
        .build());
    JsonNode turn = lastBody().field("messages").orElseThrow().asArray().get(1);
    assertThat(BedrockModelContractTest.text(turn, "content", "1", "toolUse", "input", "city"))
        .isEqualTo("Kyōto");
  }

  @Test
  void aStreamKeepsThePartsOfBlocksThatTheLibraryHasNoTypeFor() {
    streamed = List.of(
        Wire.start(),
        EventStreamFrames.event(
            "contentBlockStart",
            "{\"contentBlockIndex\": 0, \"start\": {\"toolUse\": {\"toolUseId\": \"t1\","
                + " \"name\": \"weather\"}}}"),
        Wire.delta(0, "{\"toolUse\": {\"input\": \"{\\\"ci\"}}"),
        Wire.delta(0, "{\"toolUse\": {\"input\": \"ty\\\": 1}\"}}"),
        Wire.blockStop(0),
        Wire.stop("tool_use"),
        Wire.metadata(USAGE));
    GenerateResponse response = stream();
    assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_USE);
    ContentBlock.Opaque opaque = (ContentBlock.Opaque) response.content().get(0);
    assertThat(opaque.type()).isEqualTo("toolUse");
    assertThat((List<?>) opaque.value()).hasSize(3);
  }

  @Test
  void aBlockOfTomorrowIsKeptAndRefusedWhenItIsSentBack() {
    whole = Wire.converse("{\"text\": \"x\"}, {\"hologram\": {}}", "end_turn", USAGE);
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.text()).isEqualTo("x");
    assertThat(response.content()).hasSize(2);
    GenerateRequest back = GenerateRequest.builder()
        .user("hello")
        .message(new Message(Role.ASSISTANT, response.content()))
        .build();
    assertThatThrownBy(() -> model.generate(back)).isInstanceOf(RejectedInputException.class);
  }

  @Test
  void aCachePointOfTheSdkIsSentInItsPlace() {
    var point = software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromCachePoint(
        CachePointBlock.builder().type("default").build());
    model.generate(GenerateRequest.builder()
        .message(new Message(
            Role.USER,
            List.of(
                ContentBlock.text("a long document"),
                new ContentBlock.Opaque("bedrock", "cachePoint", point),
                ContentBlock.text("a question"))))
        .build());
    JsonNode turn = lastBody().field("messages").orElseThrow().asArray().get(0);
    assertThat(BedrockModelContractTest.text(turn, "content", "1", "cachePoint", "type"))
        .isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bedrock", "another"})
  void opaqueContentThatIsNotOfTheSdkIsRefusedByName(String provider) {
    GenerateRequest foreign = GenerateRequest.builder()
        .message(new Message(
            Role.USER, List.of(new ContentBlock.Opaque(provider, "strange", "not of the SDK"))))
        .build();
    assertThatThrownBy(() -> model.stream(foreign))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining(provider)
        .hasMessageContaining("strange");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void additionalFieldsAreSentAsTheyAreAndLabelsAreNot() {
    model.generate(REQUEST.toBuilder()
        .topP(0.9)
        .metadata("tenant", "acme")
        .providerParameters(new BedrockParameters(Map.of(
            "thinking",
            Map.of("type", "enabled", "budget_tokens", 2048),
            "top_k",
            20,
            "penalty",
            0.5,
            "flags",
            List.of(true, "x"))))
        .build());
    assertThat(lastBody().field("additionalModelRequestFields").orElseThrow())
        .isEqualTo(JsonNode.parser().parse("""
            {"thinking": {"type": "enabled", "budget_tokens": 2048}, "top_k": 20,
             "penalty": 0.5, "flags": [true, "x"]}"""));
    assertThat(BedrockModelContractTest.text(lastBody(), "inferenceConfig", "topP"))
        .isEqualTo("0.9");
    assertThat(server.requests().get(0).text()).doesNotContain("acme");
  }

  @Test
  void additionalFieldsAreCopiedAndChecked() {
    List<Object> inner = new ArrayList<>(List.of("a"));
    BedrockParameters parameters = new BedrockParameters(Map.of("list", inner));
    inner.add("b");
    assertThat(parameters.additionalModelRequestFields()).isEqualTo(Map.of("list", List.of("a")));
    assertThat(parameters.provider()).isEqualTo("bedrock");
    assertThatThrownBy(() ->
            new BedrockParameters(Map.of("a", Map.of("b", List.of(1, new Object())))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.b[1]");
    assertThatThrownBy(() -> new BedrockParameters(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BedrockParameters(Map.of("a", Arrays.asList(1, null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a[1] is null");
  }
}
