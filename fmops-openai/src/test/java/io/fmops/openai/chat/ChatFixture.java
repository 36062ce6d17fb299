package io.fmops.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StopReason;
import io.fmops.testkit.WireText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The OpenAI chat schema as servers write it. */
final class ChatFixture {

  static final ObjectMapper JSON = new ObjectMapper();

  private ChatFixture() {}

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String word(StopReason reason) {
    return reason == StopReason.MAX_TOKENS ? "length" : "stop";
  }

  static String whole(WireText text) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", "chatcmpl-1").put("object", "chat.completion").put("created", 1);
    ObjectNode choice = root.putArray("choices").addObject();
    choice
        .put("index", 0)
        .putObject("message")
        .put("role", "assistant")
        .put("content", String.join("", text.chunks()))
        .putArray("tool_calls");
    choice.put("finish_reason", word(text.stopReason())).putNull("stop_reason");
    usage(root, text);
    return root.toString();
  }

  /** The chunks of a stream as vLLM sends them, without what is around them. */
  static List<String> chunks(WireText text) {
    List<String> chunks = new ArrayList<>();
    chunks.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    for (String part : text.chunks()) {
      chunks.add(chunk("{\"content\":" + JSON.valueToTree(part) + "}", "null"));
    }
    chunks.add(chunk("{\"content\":\"\"}", "\"" + word(text.stopReason()) + "\""));
    ObjectNode last = JSON.createObjectNode();
    last.put("id", "chatcmpl-1").put("object", "chat.completion.chunk").putArray("choices");
    usage(last, text);
    chunks.add(last.toString());
    return chunks;
  }

  static String chunk(String delta, String finish) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
        + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}";
  }

  private static void usage(ObjectNode root, WireText text) {
    root.putObject("usage")
        .put("prompt_tokens", text.inputTokens())
        .put("completion_tokens", text.outputTokens())
        .put("total_tokens", text.inputTokens() + text.outputTokens());
  }

  /** A stream's lines as vLLM and TGI write them. */
  static List<String> serverSentEvents(List<String> chunks) {
    List<String> lines = new ArrayList<>();
    lines.add(": a comment\n\n");
    chunks.forEach(chunk -> lines.add("data: " + chunk + "\n\n"));
    lines.add("data: [DONE]\n\n");
    return lines;
  }

  /** A stream's lines as LMI writes them. */
  static List<String> jsonLines(List<String> chunks) {
    List<String> lines = new ArrayList<>();
    chunks.forEach(chunk -> lines.add(chunk + "\n"));
    lines.add("\n");
    return lines;
  }
}
