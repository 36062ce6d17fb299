package io.fmops.openai.chat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The words that whole answers and streams of the OpenAI chat schema share. */
final class ChatWords {

  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private ChatWords() {}

  /**
   * Why the model stopped.
   *
   * @param word the server's word
   * @param sequence whether the server says that a stop sequence came up
   */
  record Finish(String word, boolean sequence) {

    /** The answer is there, and the server does not say why it ends. */
    static final Finish UNTOLD = new Finish("", false);

    /** The server gave up; what it has sent is no answer. */
    boolean failed() {
      return word.equals("error") || word.equals("abort");
    }

    StopReason reason() {
      return switch (word) {
        case "stop" -> sequence ? StopReason.STOP_SEQUENCE : StopReason.END_TURN;
        case "length" -> StopReason.MAX_TOKENS;
        case "tool_calls", "function_call" -> StopReason.TOOL_USE;
        case "content_filter" -> StopReason.CONTENT_FILTERED;
        // Words of TGI before it learnt those of OpenAI.
        case "eos_token" -> StopReason.END_TURN;
        case "stop_sequence" -> StopReason.STOP_SEQUENCE;
        default -> StopReason.OTHER;
      };
    }
  }

  /** The first choice; a request for more than one has the others in the raw answer. */
  static Optional<JsonNode> firstChoice(JsonNode root) {
    for (JsonNode choice : root.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        return Optional.of(choice);
      }
    }
    return Optional.empty();
  }

  static Optional<Finish> finish(JsonNode choice) {
    JsonNode word = choice.path("finish_reason");
    // vLLM's own field: the stop sequence as a text, or the stop token as a number.
    return word.isTextual()
        ? Optional.of(new Finish(word.asText(), choice.path("stop_reason").isTextual()))
        : Optional.empty();
  }

  /** The visible text of a message or delta; empty if it is there and is no text. */
  static Optional<String> content(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isArray()
        && content.valueStream().allMatch(part -> part.path("text").isTextual())) {
      StringBuilder joined = new StringBuilder();
      content.forEach(part -> joined.append(part.path("text").asText()));
      return Optional.of(joined.toString());
    }
    return content.isTextual()
        ? Optional.of(content.asText())
        : content.isNull() || content.isMissingNode() ? Optional.of("") : Optional.empty();
  }

  /** The reasoning, under one of its two names; servers in transition send it under both. */
  static String reasoning(JsonNode message) {
    JsonNode older = message.path("reasoning_content");
    return older.isTextual() && !older.asText().isEmpty()
        ? older.asText()
        : message.path("reasoning").isTextual() ? message.path("reasoning").asText() : "";
  }

  /** What an object with the field {@code usage} reports. Nothing reported is not zero. */
  static TokenUsage usage(JsonNode root) {
    JsonNode usage = root.path("usage");
    JsonNode prompt = usage.path("prompt_tokens");
    JsonNode answer = usage.path("completion_tokens");
    if (!prompt.canConvertToLong() || !answer.canConvertToLong()) {
      return TokenUsage.UNKNOWN;
    }
    long all = Math.max(0, prompt.asLong());
    long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
    long read = Math.min(Math.max(0, cached), all);
    return new TokenUsage(
        all - read, Math.max(0, answer.asLong()), read, 0, TokenUsage.Source.REPORTED);
  }

  static Map<String, Object> immutableMap(JsonNode node) {
    Map<String, Object> map =
        node.isObject() ? ChatCodec.JSON.convertValue(node, MAP) : Map.of("value", node.asText());
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put(name, immutable(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object immutable(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, part) -> copy.put(name, immutable(part)));
      return Collections.unmodifiableMap(copy);
    }
    return value instanceof java.util.List<?> list
        ? list.stream().map(ChatWords::immutable).toList()
        : value;
  }
}
