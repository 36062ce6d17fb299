package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StopReason;
import io.fmops.testkit.WireText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What every remote model promises, with a server that only a template knows. */
@Tag("long")
class TemplateContractTest extends TextContract {

  TemplateContractTest() {
    super("codec=mine");
  }

  @Override
  SageMakerProvider.Builder provider() {
    return SageMakerProvider.builder()
        .template(
            "mine",
            PayloadTemplate.builder("""
                    {"q": ["{{prompt}}"], "n": "{{maxTokens}}", "t": "{{temperature}}",
                     "p": "{{topP}}", "halt": "{{stop}}", "stream": "{{stream}}", "v": 2}
                    """)
                .text("/r/0/said")
                .streamText("/d")
                .finish("/why")
                .usage("/use/in", "/use/out")
                .build());
  }

  @Override
  void checkBody(JsonNode body, String prompt) {
    assertThat(body.path("q").path(0).asText()).isEqualTo(prompt);
    assertThat(body.path("n").asInt()).isEqualTo(64);
    assertThat(body.path("t").asDouble(1)).isZero();
    assertThat(body.has("p")).isFalse();
    assertThat(body.path("halt").path(0).asText()).isEqualTo("\n\n");
    assertThat(body.path("v").asInt()).isEqualTo(2);
  }

  @Override
  String whole(WireText text) {
    ObjectNode root = ChatWire.JSON.createObjectNode();
    root.putArray("r").addObject().put("said", String.join("", text.chunks()));
    return end(root, text);
  }

  @Override
  List<String> lines(WireText text) {
    List<String> lines = new ArrayList<>();
    text.chunks()
        .forEach(chunk ->
            lines.add(ChatWire.JSON.createObjectNode().put("d", chunk).putNull("why") + "\n"));
    lines.add(end(ChatWire.JSON.createObjectNode(), text) + "\n");
    return lines;
  }

  private static String end(ObjectNode root, WireText text) {
    root.put("why", text.stopReason() == StopReason.MAX_TOKENS ? "max_tokens" : "end_turn");
    root.putObject("use").put("in", text.inputTokens()).put("out", text.outputTokens());
    return root.toString();
  }
}
