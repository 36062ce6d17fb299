package io.fmops.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.GenerateResponse;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.UnavailableException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes events of the messages and deltas of one answer. Not thread-safe. */
final class ChatContent {

  private final ChatCodec codec;
  private final Optional<String> requestId;
  private final ContentEvents events = new ContentEvents();
  private final ToolCalls toolCalls = new ToolCalls(events);
  private boolean refused;

  ChatContent(ChatCodec codec, Optional<String> requestId) {
    this.codec = codec;
    this.requestId = requestId;
  }

  /** All that a choice says, at once. */
  void whole(JsonNode choice, JsonNode message) {
    said(message);
    message.path("tool_calls").forEach(toolCalls::whole);
    logprobs(choice);
    events.closeBlock();
  }

  /** What a choice says in addition to what it has said. */
  void delta(JsonNode choice, JsonNode delta) {
    said(delta);
    delta.path("tool_calls").forEach(toolCalls::piece);
    logprobs(choice);
  }

  private void said(JsonNode message) {
    events.reasoning(ChatWords.reasoning(message));
    events.text(ChatWords.content(message)
        .orElseThrow(() -> codec.malformed("has content that is not text", requestId, null)));
    String refusal = message.path("refusal").asText("");
    refused |= !refusal.isEmpty();
    // It stands where the answer would, and is what a user shall read.
    events.text(refusal);
  }

  private void logprobs(JsonNode choice) {
    JsonNode logprobs = choice.path("logprobs");
    if (logprobs.isObject()) {
      events.notice(new StreamEvent.Notice(
          codec.server().id().provider() + ".logprobs", ChatWords.immutableMap(logprobs)));
    }
  }

  /** No more deltas come. */
  void end() {
    events.closeBlock();
  }

  List<StreamEvent> drain() {
    return events.drain();
  }

  /** The last event. */
  StreamEvent completed(ChatWords.Finish finish, JsonNode usage, @Nullable JsonNode raw) {
    if (finish.failed()) {
      throw new UnavailableException(
          "the model server of %s gave up in the middle of its answer (finish reason \"%s\")"
              .formatted(codec.server().label(), finish.word()),
          codec.server().details(requestId),
          null);
    }
    return new StreamEvent.Completed(GenerateResponse.builder(codec.server().id())
        .stopReason(reason(finish), finish.word())
        .usage(ChatWords.usage(usage))
        .requestId(requestId.orElse(null))
        .raw(raw)
        .build());
  }

  private StopReason reason(ChatWords.Finish finish) {
    StopReason told = finish.reason();
    if (told != StopReason.END_TURN) {
      return told;
    }
    // Servers say "stop" after a call that they were made to make, and after a refusal.
    return toolCalls.any()
        ? StopReason.TOOL_USE
        : refused ? StopReason.CONTENT_FILTERED : StopReason.END_TURN;
  }
}
