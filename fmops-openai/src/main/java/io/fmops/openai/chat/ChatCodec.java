package io.fmops.openai.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StreamEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The OpenAI chat schema, as vLLM, LMI and TGI serve it. Thread-safe. */
public final class ChatCodec {

  static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private final ChatServer server;

  /**
   * Speaks with one server.
   *
   * @param server who is spoken to
   */
  public ChatCodec(ChatServer server) {
    this.server = server;
  }

  /**
   * Writes a request.
   *
   * @param request what is asked
   * @param stream whether the answer shall be a stream
   * @param fields further fields of the body; they replace those of the same name that the request
   *     has made
   * @return JSON
   * @throws RejectedInputException if the schema has no words for the request
   */
  public byte[] encode(GenerateRequest request, boolean stream, Map<String, Object> fields) {
    ObjectNode body = new ChatRequestWriter(server).write(request, stream);
    fields.forEach((name, value) -> body.set(name, JSON.<JsonNode>valueToTree(value)));
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new RejectedInputException(
          "the request to %s cannot be written as JSON".formatted(server.label()),
          server.details(Optional.empty()),
          e);
    }
  }

  /**
   * Reads a whole answer.
   *
   * @param answer the body
   * @param requestId the id of the exchange, if there is one
   * @return its events, the last one a {@link StreamEvent.Completed}
   * @throws io.fmops.model.ModelException if it is an error, or cannot be understood
   */
  public List<StreamEvent> decode(byte[] answer, Optional<String> requestId) {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (IOException e) {
      throw malformed("is not JSON", requestId, e);
    }
    if (ServerErrors.isError(root)) {
      throw ServerErrors.exception(server, root, server.details(requestId));
    }
    JsonNode choice = ChatWords.firstChoice(root)
        .orElseThrow(() -> malformed("is not of the OpenAI chat schema", requestId, null));
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw malformed("has no message", requestId, null);
    }
    ChatContent content = new ChatContent(this, requestId);
    content.whole(choice, message);
    List<StreamEvent> events = new ArrayList<>(content.drain());
    events.add(
        content.completed(ChatWords.finish(choice).orElse(ChatWords.Finish.UNTOLD), root, root));
    return events;
  }

  /**
   * Begins to read a stream, whether server-sent events or JSON lines.
   *
   * @param requestId the id of the exchange, if there is one
   * @return reads that stream
   */
  public StreamDecoder decoder(Optional<String> requestId) {
    return new ChatDecoder(this, requestId);
  }

  ChatServer server() {
    return server;
  }

  MalformedAnswerException malformed(
      String what, Optional<String> requestId, @Nullable Throwable cause) {
    return new MalformedAnswerException(
        "the answer of %s %s; the server has to speak the OpenAI chat schema"
            .formatted(server.label(), what),
        server.details(requestId),
        cause);
  }
}
