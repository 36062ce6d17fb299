package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;

class BedrockOpaqueContentTest extends AnswerFixture {

  @Test
  void toolsThatBedrockItselfRunsAreKeptAndGoBackButAreNoCalls() {
    whole = Wire.converse("""
        {"toolUse": {"toolUseId": "t1", "name": "nova_grounding", "type": "server_tool_use",
          "input": {"query": "Kyōto"}}},
        {"toolResult": {"toolUseId": "t1", "type": "nova_grounding_result",
          "content": [{"text": "found"}, {"json": {"n": 1}}], "status": "success"}},
        {"text": "so it is"}""", "end_turn", USAGE);
    streamed = List.of(
        Wire.start(),
        Wire.blockStart(0, """
            {"toolUse": {"toolUseId": "t1", "name": "nova_grounding", "type": "server_tool_use"}}"""),
        Wire.delta(0, "{\"toolUse\": {\"input\": \"{\\\"query\\\":\"}}"),
        Wire.delta(0, "{\"toolUse\": {\"input\": \"\\\"Kyōto\\\"}\"}}"),
        Wire.blockStop(0),
        Wire.blockStart(1, """
            {"toolResult": {"toolUseId": "t1", "type": "nova_grounding_result",
              "status": "success"}}"""),
        Wire.delta(1, "{\"toolResult\": [{\"text\": \"fou\"}]}"),
        Wire.delta(1, "{\"toolResult\": [{\"text\": \"nd\"}, {\"json\": {\"n\": 1}}]}"),
        Wire.blockStop(1),
        Wire.delta(2, Wire.text("so it is")),
        Wire.blockStop(2),
        Wire.stop("end_turn"),
        Wire.metadata(USAGE));
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.toolCalls()).isEmpty();
    assertThat(response.text()).isEqualTo("so it is");
    assertThat(response.content().subList(0, 2)).allMatch(ContentBlock.Opaque.class::isInstance);
    assertThat(stream().content()).isEqualTo(response.content());

    model.generate(GenerateRequest.builder()
        .user("weather?")
        .message(response.message())
        .user("go on")
        .build());
    JsonNode sent = lastBody().field("messages").orElseThrow().asArray().get(1);
    assertThat(sent.field("content").orElseThrow())
        .isEqualTo(JsonNode.parser()
            .parse(whole)
            .field("output")
            .orElseThrow()
            .field("message")
            .orElseThrow()
            .field("content")
            .orElseThrow());
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
}
