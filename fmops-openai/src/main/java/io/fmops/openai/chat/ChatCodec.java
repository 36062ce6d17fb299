package io.fmops.openai.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.model.UnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The OpenAI chat schema, as vLLM, LMI and TGI serve it. Thread-safe. */
public final class ChatCodec {

  /** The content that has no type of its own yet: a call of a tool. */
  static final String TOOL_CALL = "tool_call";

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
    if (!request.tools().isEmpty() || request.outputFormat().isPresent()) {
      throw rejected("tools or an output format");
    }
    ObjectNode body = JSON.createObjectNode();
    server.servedModel().ifPresent(model -> body.put("model", model));
    ArrayNode messages = body.putArray("messages");
    request
        .system()
        .ifPresent(text -> messages.addObject().put("role", "system").put("content", text));
    request.messages().forEach(message -> write(message, messages.addObject()));
    InferenceParameters parameters = request.parameters();
    parameters.maxTokens().ifPresent(tokens -> body.put("max_tokens", tokens));
    parameters.temperature().ifPresent(value -> body.put("temperature", value));
    parameters.topP().ifPresent(value -> body.put("top_p", value));
    if (!parameters.stopSequences().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      parameters.stopSequences().forEach(stop::add);
    }
    body.put("stream", stream);
    if (stream) {
      // Without it a stream tells no usage.
      body.putObject("stream_options").put("include_usage", true);
    }
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

  private void write(Message message, ObjectNode target) {
    target.put("role", message.role() == Role.USER ? "user" : "assistant");
    // One text and not a list of parts, which older servers do not read. Reasoning is left out:
    // the chat templates of open models want only the answers of earlier turns.
    target.put("content", message.text());
    for (ContentBlock block : message.content()) {
      if (block instanceof ContentBlock.Opaque opaque) {
        if (!opaque.provider().equals(server.id().provider())) {
          throw rejected(
              "content of the provider \"%s\" (%s)".formatted(opaque.provider(), opaque.type()));
        } else if (!opaque.type().equals(TOOL_CALL) || message.role() != Role.ASSISTANT) {
          throw rejected("content of the type \"%s\" in a message of the role %s"
              .formatted(opaque.type(), message.role()));
        }
        target.withArray("tool_calls").add(JSON.<JsonNode>valueToTree(opaque.value()));
      } else if (!(block instanceof ContentBlock.Text || block instanceof ContentBlock.Reasoning)) {
        throw rejected("content of the kind " + block.getClass().getSimpleName());
      }
    }
  }

  private RejectedInputException rejected(String what) {
    return new RejectedInputException(
        "%s cannot be sent to %s; take it out of the request".formatted(what, server.label()),
        server.details(Optional.empty()),
        null);
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
    ContentEvents content = new ContentEvents();
    content.reasoning(ChatWords.reasoning(message));
    content.text(ChatWords.content(message)
        .orElseThrow(() -> malformed("has content that is not text", requestId, null)));
    content.closeBlock();
    for (JsonNode call : message.path("tool_calls")) {
      content.whole(toolCall(call));
    }
    List<StreamEvent> events = new ArrayList<>(content.drain());
    ChatWords.Finish finish = ChatWords.finish(choice).orElse(ChatWords.Finish.UNTOLD);
    events.add(completed(finish, root, requestId));
    return events;
  }

  /** The last event. */
  StreamEvent completed(ChatWords.Finish finish, JsonNode usage, Optional<String> requestId) {
    if (finish.failed()) {
      throw new UnavailableException(
          "the model server of %s gave up in the middle of its answer (finish reason \"%s\")"
              .formatted(server.label(), finish.word()),
          server.details(requestId),
          null);
    }
    return new StreamEvent.Completed(GenerateResponse.builder(server.id())
        .stopReason(finish.reason(), finish.word())
        .usage(ChatWords.usage(usage))
        .requestId(requestId.orElse(null))
        .build());
  }

  ContentBlock toolCall(JsonNode call) {
    return new ContentBlock.Opaque(server.id().provider(), TOOL_CALL, ChatWords.immutableMap(call));
  }

  /**
   * Begins to read a stream, whether server-sent events or JSON lines.
   *
   * @param requestId the id of the exchange, if there is one
   * @return reads that stream
   */
  public StreamDecoder decoder(Optional<String> requestId) {
    return new ChatDecoder(this, server, requestId);
  }

  MalformedAnswerException malformed(
      String what, Optional<String> requestId, @Nullable Throwable cause) {
    return new MalformedAnswerException(
        "the answer of %s %s; the endpoint has to serve the OpenAI chat schema"
            .formatted(server.label(), what),
        server.details(requestId),
        cause);
  }
}
