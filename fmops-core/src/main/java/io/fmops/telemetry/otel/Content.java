package io.fmops.telemetry.otel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.Role;
import io.fmops.telemetry.CallOutcome;
import io.fmops.telemetry.ModelCall;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Locale;

/** Prompts and answers in the conventions' JSON, for those who ask for them. */
final class Content {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Content() {}

  static io.opentelemetry.api.common.Attributes of(ModelCall call, CallOutcome outcome) {
    AttributesBuilder all = io.opentelemetry.api.common.Attributes.builder();
    call.request().ifPresent(request -> {
      if (!request.systemContent().isEmpty()) {
        all.put(Attributes.SYSTEM_INSTRUCTIONS, parts(request.systemContent()).toString());
      }
      all.put(Attributes.INPUT_MESSAGES, messages(request).toString());
    });
    outcome
        .response()
        .ifPresent(r -> all.put(Attributes.OUTPUT_MESSAGES, answer(r).toString()));
    return all.build();
  }

  private static ArrayNode messages(GenerateRequest request) {
    ArrayNode messages = JSON.createArrayNode();
    for (Message message : request.messages()) {
      boolean results =
          message.content().stream().anyMatch(ContentBlock.ToolResult.class::isInstance);
      ObjectNode node = messages.addObject();
      node.put(
          "role",
          results && message.role() == Role.USER
              ? "tool"
              : message.role().name().toLowerCase(Locale.ROOT));
      node.set("parts", parts(message.content()));
    }
    return messages;
  }

  private static ArrayNode answer(GenerateResponse response) {
    ArrayNode messages = JSON.createArrayNode();
    ObjectNode node = messages.addObject();
    node.put("role", "assistant");
    node.set("parts", parts(response.content()));
    node.put("finish_reason", SpanAttributes.finishReason(response.stopReason()));
    return messages;
  }

  private static ArrayNode parts(List<ContentBlock> blocks) {
    ArrayNode parts = JSON.createArrayNode();
    for (ContentBlock block : blocks) {
      ObjectNode part = parts.addObject();
      if (block instanceof ContentBlock.Text text) {
        part.put("type", "text").put("content", text.text());
      } else if (block instanceof ContentBlock.Reasoning reasoning) {
        part.put("type", "reasoning").put("content", reasoning.text());
      } else if (block instanceof ContentBlock.ToolCall tool) {
        part.put("type", "tool_call").put("id", tool.id()).put("name", tool.name());
        part.set("arguments", json(tool.arguments()));
      } else if (block instanceof ContentBlock.ToolResult result) {
        part.put("type", "tool_call_response").put("id", result.callId());
        part.put("response", ContentBlock.visibleText(result.content()));
      } else {
        part.put("type", block.getClass().getSimpleName().toLowerCase(Locale.ROOT));
      }
    }
    return parts;
  }

  /** Arguments that were cut off are no JSON; they are told as they came. */
  private static JsonNode json(String arguments) {
    try {
      JsonNode read = JSON.readTree(arguments);
      return read.isMissingNode() ? JSON.createObjectNode() : read;
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(arguments);
    }
  }
}
