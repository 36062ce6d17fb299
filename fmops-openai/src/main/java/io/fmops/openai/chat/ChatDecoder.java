package io.fmops.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a stream of chat chunks, one a line. Not thread-safe. */
final class ChatDecoder implements StreamDecoder {

  private final ChatCodec codec;
  private final ChatServer server;
  private final Optional<String> requestId;
  private final DataLines lines = new DataLines(this::data);
  private final ChatContent content;

  private JsonNode usage = JsonNodeFactory.instance.objectNode();
  private ChatWords.@Nullable Finish finish;
  private boolean anyChoice;
  private boolean anyOther;
  private boolean ending;

  ChatDecoder(ChatCodec codec, Optional<String> requestId) {
    this.codec = codec;
    this.server = codec.server();
    this.content = new ChatContent(codec, requestId);
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
    content.end();
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
      return content.completed(finish, usage, null);
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
    if (choice.hasNonNull("delta")) {
      content.delta(choice, choice.path("delta"));
    } else if (choice.path("message").isObject()) {
      // A server that cannot stream answers whole, in one chunk.
      content.whole(choice, choice.path("message"));
    }
    ChatWords.finish(choice).ifPresent(told -> finish = told);
  }
}
