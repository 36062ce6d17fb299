package io.fmops.bedrock;

import static io.fmops.bedrock.BedrockModelContractTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.StopReason;
import io.fmops.testkit.WireAnswer;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.EventStreamFrames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

@Tag("long")
class AnthropicInvokeContractTest extends InvokeContract {

  @Override
  String model() {
    return "anthropic.claude-3-haiku-20240307-v1:0";
  }

  @Override
  void check(JsonNode body) {
    assertThat(text(body, "anthropic_version")).isEqualTo("bedrock-2023-05-31");
    assertThat(text(body, "system", "0", "text")).isEqualTo(request().system().orElseThrow());
    assertThat(text(body, "messages", "0", "role")).isEqualTo("user");
    assertThat(text(body, "messages", "0", "content", "0", "type")).isEqualTo("text");
    assertThat(text(body, "messages", "0", "content", "0", "text"))
        .isEqualTo(request().messages().get(0).text());
    assertThat(text(body, "max_tokens")).isEqualTo("64");
    assertThat(text(body, "temperature")).isEqualTo("0.0");
    assertThat(text(body, "stop_sequences", "0")).isEqualTo("\n\n");
    assertThat(body.field("top_p")).isEmpty();
    assertThat(body.field("tools")).isEmpty();
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    String reason = text.stopReason() == StopReason.MAX_TOKENS ? "max_tokens" : "end_turn";
    if (!stream) {
      String body = """
          {"id": "msg_1", "type": "message", "role": "assistant", "stop_reason": "%s",
           "content": [{"type": "text", "text": %s}],
           "usage": {"input_tokens": %d, "output_tokens": %d}}""".formatted(
              reason,
              Wire.quoted(String.join("", text.chunks())),
              text.inputTokens(),
              text.outputTokens());
      return new WireAnswer(200, Wire.headers("application/json"), List.of(Wire.bytes(body)));
    }
    List<byte[]> frames = new ArrayList<>();
    frames.add(InvokeWire.chunk("""
        {"type": "message_start", "message": {"role": "assistant", "content": [],
         "usage": {"input_tokens": %d, "output_tokens": 1}}}""".formatted(text.inputTokens())));
    frames.add(InvokeWire.chunk("""
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}"""));
    text.chunks().forEach(chunk -> frames.add(InvokeWire.chunk("""
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": %s}}""".formatted(Wire.quoted(chunk)))));
    frames.add(InvokeWire.chunk("{\"type\": \"content_block_stop\", \"index\": 0}"));
    frames.add(InvokeWire.chunk("""
        {"type": "message_delta", "delta": {"stop_reason": "%s", "stop_sequence": null},
         "usage": {"output_tokens": %d}}""".formatted(reason, text.outputTokens())));
    frames.add(InvokeWire.chunk("{\"type\": \"message_stop\", %s}"
        .formatted(InvokeWire.metrics(text.inputTokens(), text.outputTokens()))));
    return new WireAnswer(200, Wire.headers(EventStreamFrames.CONTENT_TYPE), frames);
  }
}
