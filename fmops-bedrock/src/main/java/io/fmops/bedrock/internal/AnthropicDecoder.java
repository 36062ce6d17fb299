package io.fmops.bedrock.internal;

import static io.fmops.bedrock.internal.TextBodies.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.bedrock.spi.TextCodec.Decoder;
import io.fmops.bedrock.spi.TextCodec.Finish;
import io.fmops.model.ContentBlock;
import io.fmops.model.ModelException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads Anthropic's messages, whole and in parts. */
final class AnthropicDecoder implements Decoder {

  private static final String[] COUNTS = {
    "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"
  };

  /** The last word on each count: a stream tells them in two places. */
  private final Map<String, Long> counts = new HashMap<>();

  private String stopReason = "";

  /** The call of a tool that has no arguments yet, while it is streamed; else negative. */
  private int withoutArguments = -1;

  private boolean ended;

  @Override
  public void whole(InvokeAnswer body, Consumer<StreamEvent> events) {
    ObjectNode message = Json.parse(body.body());
    int number = 0;
    for (JsonNode block : Json.required(message, "content")) {
      start(number, block, events);
      withoutArguments(number, events);
      number++;
    }
    stopReason = Json.required(message, "stop_reason").asText();
    count(message.path("usage"));
    ended = true;
  }

  @Override
  public void chunk(InvokeAnswer part, Consumer<StreamEvent> events) {
    ObjectNode event = Json.parse(part.body());
    int number = event.path("index").asInt();
    switch (text(event, "type")) {
      case "message_start" -> count(event.path("message").path("usage"));
      case "content_block_start" -> start(number, Json.required(event, "content_block"), events);
      case "content_block_delta" -> delta(number, Json.required(event, "delta"), events);
      case "content_block_stop" -> withoutArguments(number, events);
      case "message_delta" -> {
        stopReason = text(event.path("delta"), "stop_reason");
        count(event.path("usage"));
      }
      case "message_stop" -> ended = true;
      case "error" -> throw error(part, event.path("error"));
      default -> {
        // ping, and kinds that are not known yet
      }
    }
  }

  /** In a stream, what a block begins with is mostly empty. */
  private void start(int number, JsonNode block, Consumer<StreamEvent> events) {
    switch (text(block, "type")) {
      case "text" -> {
        if (!text(block, "text").isEmpty()) {
          events.accept(new StreamEvent.TextDelta(number, text(block, "text")));
        }
      }
      case "thinking" ->
        events.accept(new StreamEvent.ReasoningDelta(
            number, text(block, "thinking"), text(block, "signature")));
      case "tool_use" -> {
        JsonNode input = block.path("input");
        withoutArguments = input.isEmpty() ? number : -1;
        events.accept(new StreamEvent.ToolCallDelta(
            number,
            text(block, "id"),
            text(block, "name"),
            input.isEmpty() ? "" : input.toString()));
      }
      default ->
        events.accept(new StreamEvent.WholeBlock(
            number, new ContentBlock.Opaque("bedrock", text(block, "type"), block)));
    }
  }

  private void delta(int number, JsonNode delta, Consumer<StreamEvent> events) {
    switch (text(delta, "type")) {
      case "text_delta" -> events.accept(new StreamEvent.TextDelta(number, text(delta, "text")));
      case "thinking_delta" ->
        events.accept(new StreamEvent.ReasoningDelta(number, text(delta, "thinking"), ""));
      case "signature_delta" ->
        events.accept(new StreamEvent.ReasoningDelta(number, "", text(delta, "signature")));
      case "input_json_delta" -> {
        if (!text(delta, "partial_json").isEmpty()) {
          withoutArguments = -1;
        }
        events.accept(new StreamEvent.ToolCallDelta(number, "", "", text(delta, "partial_json")));
      }
      default -> events.accept(new StreamEvent.Notice("bedrock." + text(delta, "type"), delta));
    }
  }

  /** A tool that takes nothing is called with nothing, which in JSON is an empty object. */
  private void withoutArguments(int number, Consumer<StreamEvent> events) {
    if (withoutArguments == number) {
      events.accept(new StreamEvent.ToolCallDelta(number, "", "", "{}"));
    }
    withoutArguments = -1;
  }

  private static ModelException error(InvokeAnswer part, JsonNode error) {
    return new UnavailableException(
        "%s broke its stream off: %s".formatted(part.model(), text(error, "type")),
        part.details(),
        null);
  }

  private void count(JsonNode usage) {
    for (String name : COUNTS) {
      if (usage.path(name).isNumber()) {
        counts.put(name, Math.max(0, usage.path(name).asLong()));
      }
    }
  }

  @Override
  public Optional<Finish> finish() {
    if (!ended || stopReason.isEmpty()) {
      return Optional.empty();
    }
    TokenUsage usage = counts.isEmpty()
        ? TokenUsage.UNKNOWN
        : new TokenUsage(
            counts.getOrDefault(COUNTS[0], 0L),
            counts.getOrDefault(COUNTS[1], 0L),
            counts.getOrDefault(COUNTS[2], 0L),
            counts.getOrDefault(COUNTS[3], 0L),
            TokenUsage.Source.REPORTED);
    return Optional.of(new Finish(reason(stopReason), stopReason, usage));
  }

  private static StopReason reason(String word) {
    return switch (word) {
      case "end_turn" -> StopReason.END_TURN;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "max_tokens" -> StopReason.MAX_TOKENS;
      case "model_context_window_exceeded" -> StopReason.CONTEXT_WINDOW_EXCEEDED;
      case "tool_use" -> StopReason.TOOL_USE;
      case "refusal" -> StopReason.CONTENT_FILTERED;
      default -> StopReason.OTHER;
    };
  }
}
