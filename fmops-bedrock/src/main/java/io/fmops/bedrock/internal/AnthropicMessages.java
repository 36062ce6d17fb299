package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.Role;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Anthropic's Messages API, as Bedrock takes it. */
public final class AnthropicMessages implements TextCodec {

  /** The API has no default of its own, and Bedrock wants one. */
  private static final int DEFAULT_MAX_TOKENS = 4096;

  @Override
  public boolean claims(String family) {
    return family.startsWith("anthropic.claude");
  }

  @Override
  public byte[] encode(ModelId model, GenerateRequest request, boolean streaming) {
    TextBodies.refuseOutputFormat(model, request);
    ObjectNode body = Json.object();
    body.put("anthropic_version", "bedrock-2023-05-31");
    body.put("max_tokens", DEFAULT_MAX_TOKENS);
    TextBodies.parameters(request.parameters(), body, "max_tokens", "stop_sequences");
    if (!request.systemContent().isEmpty()) {
      blocks(model, request.systemContent(), body.putArray("system"));
    }
    ArrayNode messages = body.putArray("messages");
    for (Message message : request.messages()) {
      ObjectNode turn = messages.addObject();
      turn.put("role", message.role() == Role.USER ? "user" : "assistant");
      blocks(model, message.content(), turn.putArray("content"));
    }
    tools(request, body);
    return Json.bytes(body);
  }

  private static void blocks(ModelId model, List<ContentBlock> content, ArrayNode blocks) {
    for (ContentBlock block : content) {
      if (block instanceof ContentBlock.CachePoint) {
        // A mark of the block before it; without one there is nothing to keep.
        if (blocks.size() > 0 && blocks.get(blocks.size() - 1) instanceof ObjectNode last) {
          last.putObject("cache_control").put("type", "ephemeral");
        }
      } else {
        block(model, block, blocks.addObject());
      }
    }
  }

  private static void block(ModelId model, ContentBlock block, ObjectNode node) {
    if (block instanceof ContentBlock.Text text) {
      node.put("type", "text").put("text", text.text());
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      node.put("type", "thinking")
          .put("thinking", reasoning.text())
          .put("signature", reasoning.signature().orElse(""));
    } else if (block instanceof ContentBlock.Image image) {
      ObjectNode source = node.put("type", "image").putObject("source");
      source
          .put("type", "base64")
          .put("media_type", image.source().mediaType())
          .put("data", TextBodies.base64(model, image.source()));
    } else if (block instanceof ContentBlock.ToolCall call) {
      node.put("type", "tool_use").put("id", call.id()).put("name", call.name());
      node.set("input", arguments(model, call));
    } else if (block instanceof ContentBlock.ToolResult result) {
      node.put("type", "tool_result").put("tool_use_id", result.callId());
      if (result.error()) {
        node.put("is_error", true);
      }
      blocks(model, result.content(), node.putArray("content"));
    } else if (block instanceof ContentBlock.Opaque opaque
        && opaque.provider().equals("bedrock")
        && opaque.value() instanceof ObjectNode own) {
      node.setAll(own);
    } else {
      throw TextBodies.refused(model, block);
    }
  }

  private static ObjectNode arguments(ModelId model, ContentBlock.ToolCall call) {
    try {
      return call.arguments().isBlank()
          ? Json.object()
          : Json.parse(call.arguments().getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(
          model,
          "cannot be sent the arguments of the tool call %s: %s"
              .formatted(call.id(), e.getMessage()));
    }
  }

  private static void tools(GenerateRequest request, ObjectNode body) {
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    for (ToolDefinition tool : request.tools()) {
      ObjectNode node = tools.addObject().put("name", tool.name());
      if (!tool.description().isEmpty()) {
        node.put("description", tool.description());
      }
      node.set(
          "input_schema", Json.parse(tool.parameters().toJson().getBytes(StandardCharsets.UTF_8)));
    }
    ObjectNode choice = body.putObject("tool_choice");
    if (request.toolChoice() instanceof ToolChoice.Named named) {
      choice.put("type", "tool").put("name", named.name());
    } else if (request.toolChoice() instanceof ToolChoice.Required) {
      choice.put("type", "any");
    } else {
      choice.put("type", request.toolChoice() instanceof ToolChoice.None ? "none" : "auto");
    }
  }

  @Override
  public Decoder decoder() {
    return new AnthropicDecoder();
  }
}
