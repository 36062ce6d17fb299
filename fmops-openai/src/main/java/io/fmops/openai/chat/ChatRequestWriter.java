package io.fmops.openai.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.MediaSource;
import io.fmops.model.Message;
import io.fmops.model.OutputFormat;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says a request in the words of the OpenAI chat schema. Thread-safe. */
final class ChatRequestWriter {

  private static final Set<String> ADDRESSES = Set.of("http", "https", "data");

  private final ChatServer server;

  ChatRequestWriter(ChatServer server) {
    this.server = server;
  }

  ObjectNode write(GenerateRequest request, boolean stream) {
    ObjectNode body = ChatCodec.JSON.createObjectNode();
    server.servedModel().ifPresent(model -> body.put("model", model));
    ArrayNode messages = body.putArray("messages");
    if (!request.systemContent().isEmpty()) {
      messages
          .addObject()
          .put("role", server.systemRole())
          .put("content", text(request.systemContent(), "the system content"));
    }
    for (Message message : request.messages()) {
      if (message.role() == Role.USER) {
        user(message, messages);
      } else {
        assistant(message, messages.addObject());
      }
    }
    parameters(request.parameters(), body);
    tools(request, body);
    request
        .outputFormat()
        .ifPresent(format -> outputFormat(format, body.putObject("response_format")));
    body.put("stream", stream);
    if (stream) {
      // Without it a stream tells no usage.
      body.putObject("stream_options").put("include_usage", true);
    }
    return body;
  }

  private void parameters(InferenceParameters parameters, ObjectNode body) {
    parameters.maxTokens().ifPresent(tokens -> body.put(server.limitField(), tokens));
    parameters.temperature().ifPresent(value -> body.put("temperature", value));
    parameters.topP().ifPresent(value -> body.put("top_p", value));
    if (!parameters.stopSequences().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      parameters.stopSequences().forEach(stop::add);
    }
  }

  private static void tools(GenerateRequest request, ObjectNode body) {
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    for (ToolDefinition tool : request.tools()) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name());
      if (!tool.description().isBlank()) {
        function.put("description", tool.description());
      }
      function.set("parameters", json(tool.parameters().toJson()));
    }
    ToolChoice choice = request.toolChoice();
    if (choice instanceof ToolChoice.Named named) {
      body.putObject("tool_choice")
          .put("type", "function")
          .putObject("function")
          .put("name", named.name());
    } else if (choice instanceof ToolChoice.Required) {
      body.put("tool_choice", "required");
    } else if (choice instanceof ToolChoice.None) {
      body.put("tool_choice", "none");
    }
    // The model's own choice is every server's default, and some know no other word for it.
  }

  private static void outputFormat(OutputFormat format, ObjectNode target) {
    JsonNode schema = json(format.schema().toJson());
    ObjectNode described = target.put("type", "json_schema").putObject("json_schema");
    described.put("name", format.name()).set("schema", schema);
    // OpenAI keeps to the schema only if told so, and then takes only closed ones.
    described.put("strict", isClosed(schema));
  }

  /** Whether every object in a schema lists all it may have, and has to have all of it. */
  private static boolean isClosed(JsonNode schema) {
    JsonNode properties = schema.path("properties");
    if (properties.isObject()) {
      List<String> required = new ArrayList<>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      boolean open = !schema.path("additionalProperties").isBoolean()
          || schema.path("additionalProperties").asBoolean();
      if (open || properties.propertyStream().anyMatch(p -> !required.contains(p.getKey()))) {
        return false;
      }
    } else if (schema.path("type").asText().equals("object")) {
      return false;
    }
    return schema.valueStream().allMatch(ChatRequestWriter::isClosed);
  }

  private void user(Message message, ArrayNode messages) {
    List<ContentBlock> said = new ArrayList<>();
    // Results first: they have to follow the calls that they answer, with nothing in between.
    for (ContentBlock block : message.content()) {
      if (block instanceof ContentBlock.ToolResult result) {
        toolResult(result, messages.addObject());
      } else if (!(block instanceof ContentBlock.CachePoint)) {
        said.add(block);
      }
    }
    if (said.isEmpty()) {
      return;
    }
    ObjectNode target = messages.addObject().put("role", "user");
    if (said.stream().allMatch(ContentBlock.Text.class::isInstance)) {
      // One text and not a list of parts, which older servers do not read.
      target.put("content", ContentBlock.visibleText(said));
    } else {
      ArrayNode parts = target.putArray("content");
      said.forEach(block -> part(block, parts.addObject()));
    }
  }

  private void part(ContentBlock block, ObjectNode part) {
    if (block instanceof ContentBlock.Text text) {
      part.put("type", "text").put("text", text.text());
    } else if (block instanceof ContentBlock.Image image) {
      part.put("type", "image_url").putObject("image_url").put("url", url(image.source()));
    } else if (block instanceof ContentBlock.Opaque opaque && opaque.value() instanceof Map<?, ?>) {
      checkOwn(opaque);
      part.put("type", opaque.type())
          .set(opaque.type(), ChatCodec.JSON.<JsonNode>valueToTree(opaque.value()));
    } else {
      throw rejected(block, "a message of the user's");
    }
  }

  private String url(MediaSource source) {
    if (source instanceof MediaSource.Bytes bytes) {
      return "data:" + bytes.mediaType() + ";base64,"
          + Base64.getEncoder().encodeToString(bytes.data());
    }
    MediaSource.Location location = (MediaSource.Location) source;
    String scheme = location.uri().getScheme();
    if (!ADDRESSES.contains(scheme)) {
      throw rejected("an image at an address of the scheme \"%s\" cannot be sent to %s; use its"
              .formatted(scheme, server.label())
          + " bytes or an https address");
    }
    return location.uri().toString();
  }

  /** The schema has no mark for a failure, so the text begins with it. */
  private void toolResult(ContentBlock.ToolResult result, ObjectNode target) {
    String text = text(result.content(), "the result of a tool");
    target
        .put("role", "tool")
        .put("tool_call_id", result.callId())
        .put("content", result.error() ? "Error: " + text : text);
  }

  private void assistant(Message message, ObjectNode target) {
    target.put("role", "assistant");
    List<ContentBlock> said = new ArrayList<>();
    List<ContentBlock.ToolCall> calls = new ArrayList<>();
    for (ContentBlock block : message.content()) {
      if (block instanceof ContentBlock.ToolCall call) {
        calls.add(call);
      } else if (!(block instanceof ContentBlock.Reasoning)) {
        // The chat templates of open models want only the answers of earlier turns.
        said.add(block);
      }
    }
    String text = text(said, "an earlier answer");
    if (text.isEmpty() && !calls.isEmpty()) {
      target.putNull("content");
    } else {
      target.put("content", text);
    }
    for (ContentBlock.ToolCall call : calls) {
      target
          .withArray("tool_calls")
          .addObject()
          .put("id", call.id())
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", arguments(call.arguments()));
    }
  }

  /** Servers read the arguments of earlier calls, and fail if they are no JSON object. */
  private static String arguments(String written) {
    if (written.isBlank()) {
      return "{}";
    }
    try {
      if (ChatCodec.JSON.readTree(written).isObject()) {
        return written;
      }
    } catch (JsonProcessingException e) {
      // Told below, as other arguments that are none.
    }
    return ChatCodec.JSON.createObjectNode().put("malformed", written).toString();
  }

  /** The text of content that may be nothing but text. */
  private String text(List<ContentBlock> content, String where) {
    for (ContentBlock block : content) {
      if (!(block instanceof ContentBlock.Text || block instanceof ContentBlock.CachePoint)) {
        throw rejected(block, where);
      }
    }
    return ContentBlock.visibleText(content);
  }

  private void checkOwn(ContentBlock.Opaque opaque) {
    if (!opaque.provider().equals(server.id().provider())) {
      throw rejected(opaque, "a message of the user's");
    }
  }

  private RejectedInputException rejected(ContentBlock block, String where) {
    String kind = block instanceof ContentBlock.Opaque opaque
        ? "the type \"%s\" of the provider \"%s\"".formatted(opaque.type(), opaque.provider())
        : "the kind " + block.getClass().getSimpleName();
    return rejected("content of %s in %s cannot be sent to %s; take it out of the request"
        .formatted(kind, where, server.label()));
  }

  private RejectedInputException rejected(String message) {
    return new RejectedInputException(message, server.details(Optional.empty()), null);
  }

  private static JsonNode json(String schema) {
    try {
      return ChatCodec.JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JsonSchema is JSON", e);
    }
  }
}
