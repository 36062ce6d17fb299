package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of chat chunks, one a line: as server-sent events ({@code data: {…}}), the way
 * vLLM and TGI write them, or as bare JSON lines, the way LMI does. Not thread-safe.
 */
final class OpenAiChatDecoder implements PayloadCodec.StreamDecoder {

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  /** What server-sent events have beside data; a comment begins with the colon. */
  private static final List<byte[]> SKIPPED =
      List.of(ascii(":"), ascii("event:"), ascii("id:"), ascii("retry:"));

  private final OpenAiChatCodec codec;
  private final Endpoint endpoint;
  private final Optional<String> requestId;
  private final LineSplitter lines = new LineSplitter(this::line);
  private final ContentEvents content = new ContentEvents();
  private final Map<Integer, ObjectNode> toolCalls = new TreeMap<>();

  private JsonNode usage = JsonNodeFactory.instance.objectNode();
  private OpenAiChat.@Nullable Finish finish;
  private boolean done;
  private boolean anyChoice;
  private boolean anyOther;
  private boolean ending;

  OpenAiChatDecoder(OpenAiChatCodec codec, Endpoint endpoint, Optional<String> requestId) {
    this.codec = codec;
    this.endpoint = endpoint;
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
    toolCalls.values().forEach(call -> content.whole(OpenAiChatCodec.toolCall(call)));
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
            .formatted(endpoint.label()),
        endpoint.details(requestId),
        null);
  }

  private void line(byte[] line) {
    if (done || SKIPPED.stream().anyMatch(mark -> startsWith(line, 0, mark))) {
      return;
    }
    int from = startsWith(line, 0, DATA) ? DATA.length : 0;
    from += from > 0 && from < line.length && line[from] == ' ' ? 1 : 0;
    if (startsWith(line, from, DONE)) {
      done = true;
    } else if (from < line.length) {
      JsonNode chunk = parse(line, from);
      if (!chunk.isMissingNode()) {
        chunk(chunk);
      }
    }
  }

  private JsonNode parse(byte[] line, int from) {
    JsonNode node;
    try {
      node = OpenAiChatCodec.JSON.readTree(line, from, line.length - from);
    } catch (IOException e) {
      if (ending) {
        // Cut off within the line; what was read before it tells what to make of it.
        anyOther |= !beginning(line, from);
        return MissingNode.getInstance();
      }
      throw codec.malformed("has a line that is not JSON", requestId, e);
    }
    if (!node.isObject() && !node.isMissingNode()) {
      throw codec.malformed("has a line that is not a JSON object", requestId, null);
    }
    return node;
  }

  /** Whether more bytes could make a line of a chat stream of this. */
  private static boolean beginning(byte[] line, int from) {
    return line[from] == '{'
        || startsWith(DATA, 0, line)
        || SKIPPED.stream().anyMatch(mark -> startsWith(mark, 0, line));
  }

  private void chunk(JsonNode chunk) {
    if (ServerErrors.isError(chunk)) {
      throw ServerErrors.exception(endpoint, chunk, endpoint.details(requestId));
    }
    if (chunk.hasNonNull("usage")) {
      usage = chunk;
    }
    if (chunk.path("choices").isArray()) {
      anyChoice = true;
    } else {
      anyOther = true;
    }
    OpenAiChat.firstChoice(chunk).ifPresent(this::choice);
  }

  private void choice(JsonNode choice) {
    // A server that cannot stream answers whole, in one chunk.
    JsonNode delta = choice.path(choice.hasNonNull("delta") ? "delta" : "message");
    content.reasoning(OpenAiChat.reasoning(delta));
    content.text(OpenAiChat.content(delta)
        .orElseThrow(() -> codec.malformed("has content that is not text", requestId, null)));
    for (JsonNode call : delta.path("tool_calls")) {
      int index = call.path("index").asInt(toolCalls.size());
      merge(
          toolCalls.computeIfAbsent(index, number -> JsonNodeFactory.instance.objectNode()), call);
    }
    OpenAiChat.finish(choice).ifPresent(told -> finish = told);
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

  private static boolean startsWith(byte[] bytes, int from, byte[] beginning) {
    int to = from + beginning.length;
    return bytes.length >= to && Arrays.equals(bytes, from, to, beginning, 0, beginning.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
