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

/** The bodies tell no usage here: what Bedrock adds to them and to the headers does. */
@Tag("long")
class OpenAiInvokeContractTest extends InvokeContract {

  @Override
  String model() {
    return "openai.gpt-oss-20b-1:0";
  }

  @Override
  void check(JsonNode body) {
    assertThat(text(body, "messages", "0", "role")).isEqualTo("system");
    assertThat(text(body, "messages", "0", "content"))
        .isEqualTo(request().system().orElseThrow());
    assertThat(text(body, "messages", "1", "role")).isEqualTo("user");
    assertThat(text(body, "messages", "1", "content"))
        .isEqualTo(request().messages().get(0).text());
    assertThat(text(body, "max_tokens")).isEqualTo("64");
    assertThat(text(body, "stop", "0")).isEqualTo("\n\n");
    assertThat(body.field("top_p")).isEmpty();
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    String reason = text.stopReason() == StopReason.MAX_TOKENS ? "length" : "stop";
    if (!stream) {
      String body = """
          {"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "%s",
            "message": {"role": "assistant", "content": %s}}]}""".formatted(reason, Wire.quoted(String.join("", text.chunks())));
      return new WireAnswer(
          200,
          InvokeWire.headers(text.inputTokens(), text.outputTokens()),
          List.of(Wire.bytes(body)));
    }
    List<byte[]> frames = new ArrayList<>();
    text.chunks().forEach(chunk -> frames.add(InvokeWire.chunk("""
        {"object": "chat.completion.chunk", "choices": [{"index": 0, "finish_reason": null,
          "delta": {"content": %s}}]}""".formatted(Wire.quoted(chunk)))));
    frames.add(InvokeWire.chunk(
        """
        {"choices": [{"index": 0, "finish_reason": "%s", "delta": {}}], %s}""".formatted(reason, InvokeWire.metrics(text.inputTokens(), text.outputTokens()))));
    return new WireAnswer(200, Wire.headers(EventStreamFrames.CONTENT_TYPE), frames);
  }
}
