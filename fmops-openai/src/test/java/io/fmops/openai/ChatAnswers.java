package io.fmops.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fmops.model.StopReason;
import io.fmops.testkit.WireText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a server of the OpenAI API answers. */
final class ChatAnswers {

  static final Map<String, String> STREAM_HEADERS =
      Map.of("Content-Type", "text/event-stream; charset=utf-8", "X-Request-Id", "req_1");

  static final Map<String, String> JSON_HEADERS =
      Map.of("Content-Type", "application/json", "X-Request-Id", "req_1");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ChatAnswers() {}

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String whole(WireText text) {
    return "{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%s,\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"%s\"}],%s}"
        .formatted(JSON.valueToTree(String.join("", text.chunks())), word(text), usage(text));
  }

  static List<byte[]> stream(WireText text) {
    List<byte[]> events = new ArrayList<>();
    events.add(": warming up\n\n".getBytes(StandardCharsets.UTF_8));
    events.add(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    for (String part : text.chunks()) {
      events.add(content(part));
    }
    events.add(delta("{}", "\"" + word(text) + "\""));
    events.add(data("{\"choices\":[]," + usage(text) + "}"));
    events.add("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    return events;
  }

  static byte[] content(String text) {
    return delta("{\"content\":" + JSON.valueToTree(text) + "}", "null");
  }

  static byte[] delta(String delta, String finish) {
    return data(
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
            + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}");
  }

  private static byte[] data(String json) {
    return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String word(WireText text) {
    return text.stopReason() == StopReason.MAX_TOKENS ? "length" : "stop";
  }

  private static String usage(WireText text) {
    return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}"
        .formatted(text.inputTokens(), text.outputTokens());
  }
}
