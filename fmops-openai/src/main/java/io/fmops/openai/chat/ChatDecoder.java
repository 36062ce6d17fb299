package io.fmops.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a stream of chat chunks, one a line. Not thread-safe. */
final class ChatDecoder implements StreamDecoder {

  private final ChatCodec codec;
  private final ChatServer server;
  private final Optional<String> requestId;
  private final DataLines lines = new DataLines(this::data);
  private final ContentEvents content = new ContentEvents();
  private final Map<Integer, ObjectNode> toolCalls = new TreeMap<>();

  private JsonNode usage = JsonNodeFactory.instance.objectNode();
  private ChatWords.@Nullable Finish finish;
  private boolean anyChoice;
  private boolean anyOther;
  private boolean ending;

  ChatDecoder(ChatCodec codec, ChatServer server, Optional<String> requestId) {
    this.codec = codec;
    this.server = server;
    this.requestId = requestId;
  }

  @Override
  public List<StreamEvent> feed(byte[] part) {
    try {
      lines.feed(part);
    } catch (LineSplitter.LineTooLongException e) {
      throw codec.malformed("has a line that does not end", requestId, e);
    }
    return content.drain();
  }

  @Override
  public List<StreamEvent> end() {
    ending = true;
    lines.end();
    content.closeBlock();
    toolCalls.values().forEach(call -> content.whole(codec.toolCall(call)));
    toolCalls.clear();
    List<StreamEvent> events = new ArrayList<>(content.drain());
    events.add(last());
    return events;
  }

  @Override
  public boolean finished() {
    return finish != null;
  }

  private StreamEvent last() {
    if (finish != null) {
      return codec.completed(finish, usage, requestId);
    } else if (anyOther && !anyChoice) {
      throw codec.malformed("is not of the OpenAI chat schema", requestId, null);
    }
    throw new TruncatedStreamException(
        "the stream of %s ended before the model server said why the model stopped"
            .formatted(server.label()),
        server.details(requestId),
        null);
  }

  private void data(byte[] data) {
    JsonNode node;
    try {
      node = ChatCodec.JSON.readTree(data);
    } catch (IOException e) {
      if (ending) {
        // Cut off within the line; what was read before it tells what to make of it.
        anyOther |= data[0] != '{';
        return;
      }
      throw codec.malformed("has a line that is not JSON", requestId, e);
    }
    if (node.isObject()) {
      chunk(node);
    } else if (!node.isMissingNode()) {
      throw codec.malformed("has a line that is not a JSON object", requestId, null);
    }
  }

  private void chunk(JsonNode chunk) {
    if (ServerErrors.isError(chunk)) {
      throw ServerErrors.exception(server, chunk, server.details(requestId));
    }
    if (chunk.hasNonNull("usage")) {
      usage = chunk;
    }
    if (chunk.path("choices").isArray()) {
      anyChoice = true;
    } else {
      anyOther = true;
    }
    ChatWords.firstChoice(chunk).ifPresent(this::choice);
  }

  private void choice(JsonNode choice) {
    // A server that cannot stream answers whole, in one chunk.
    JsonNode delta = choice.path(choice.hasNonNull("delta") ? "delta" : "message");
    content.reasoning(ChatWords.reasoning(delta));
    content.text(ChatWords.content(delta)
        .orElseThrow(() -> codec.malformed("has content that is not text", requestId, null)));
    for (JsonNode call : delta.path("tool_calls")) {
      int index = call.path("index").asInt(toolCalls.size());
      merge(
          toolCalls.computeIfAbsent(index, number -> JsonNodeFactory.instance.objectNode()), call);
    }
    ChatWords.finish(choice).ifPresent(told -> finish = told);
  }

  /** Arguments come in pieces; everything else comes once, mostly in the first piece. */
  private static void merge(ObjectNode call, JsonNode piece) {
    for (Map.Entry<String, JsonNode> field : piece.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        merge(call.withObjectProperty(name), value);
      } else if (name.equals("arguments") && value.isTextual()) {
        call.put(name, call.path(name).asText("") + value.asText());
      } else if (!name.equals("index") && !value.isNull()) {
        call.set(name, value);
      }
    }
  }
}
