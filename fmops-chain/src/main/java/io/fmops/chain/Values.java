package io.fmops.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of the types that need no codec, as JSON that says its type: a text is a string, a list an
 * array, and everything else an object with its type's name as {@code is}. No class is ever looked
 * up by a name that was read.
 */
final class Values {

  static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxStringLength(Integer.MAX_VALUE)
              .maxNameLength(Integer.MAX_VALUE)
              .build())
          .build())
      .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TYPE = "is";
  private static final String VALUE = "value";

  private Values() {}

  static String write(Object value) {
    return node(value).toString();
  }

  static Object read(String text) {
    try {
      return value(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what was written is no JSON", e);
    }
  }

  private static JsonNode node(@Nullable Object value) {
    if (value instanceof String text) {
      return NODES.textNode(text);
    } else if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    } else if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(item -> array.add(node(item)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      return map(map);
    } else if (value instanceof Optional<?> maybe) {
      ObjectNode object = tagged("Optional");
      maybe.ifPresent(inner -> object.set(VALUE, node(inner)));
      return object;
    } else if (value instanceof Passage passage) {
      ObjectNode object = tagged("Passage")
          .put("id", passage.id())
          .put("text", passage.text())
          .put("score", Double.toString(passage.score()));
      object.set("metadata", map(passage.metadata()));
      return object;
    } else if (value instanceof Decision decision) {
      return tagged("Decision")
          .put("choice", decision.choice())
          .put("who", decision.who())
          .put("comment", decision.comment())
          .put("at", decision.at().toString());
    } else if (value instanceof GenerateResponse response) {
      return response(response);
    } else if (value != null && isNumber(value)) {
      return tagged(value.getClass().getSimpleName()).put(VALUE, value.toString());
    }
    throw new IllegalArgumentException(
        "a journal cannot hold %s by itself; say the step's type, as in .returning(Type.class), or its codec"
            .formatted(value == null ? "null" : value.getClass().getName()));
  }

  private static boolean isNumber(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Float
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigDecimal
        || value instanceof BigInteger;
  }

  private static ObjectNode tagged(String type) {
    return NODES.objectNode().put(TYPE, type);
  }

  private static ObjectNode map(Map<?, ?> map) {
    ObjectNode object = tagged("Map");
    ObjectNode fields = object.putObject(VALUE);
    map.forEach((key, item) -> {
      if (!(key instanceof String name)) {
        throw new IllegalArgumentException(
            "a journal cannot hold a map whose keys are no strings; say the step's codec");
      }
      fields.set(name, node(item));
    });
    return object;
  }

  private static ObjectNode response(GenerateResponse response) {
    ObjectNode object = tagged("GenerateResponse")
        .put("model", response.model().toString())
        .put("stop", response.stopReason().name())
        .put("rawStop", response.rawStopReason())
        .put("requestId", response.requestId().orElse(null));
    object.set("metadata", map(response.metadata()));
    object.set("usage", Usages.write(response.usage()));
    response.cost().ifPresent(cost -> object.set("cost", Usages.write(cost)));
    ArrayNode content = object.putArray("content");
    response.content().forEach(block -> content.add(block(block)));
    return object;
  }

  private static ObjectNode block(ContentBlock block) {
    if (block instanceof ContentBlock.Text text && text.citations().isEmpty()) {
      return NODES.objectNode().put("text", text.text());
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      return NODES
          .objectNode()
          .put("reasoning", reasoning.text())
          .put("signature", reasoning.signature().orElse(null));
    } else if (block instanceof ContentBlock.ToolCall call) {
      return NODES
          .objectNode()
          .put("call", call.id())
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
    throw new IllegalArgumentException(
        "a journal cannot hold an answer with a block of the kind %s; take the text of the answer, or say the step's codec"
            .formatted(block.getClass().getSimpleName()));
  }

  private static Object value(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(value(item)));
      return List.copyOf(list);
    }
    String type = node.path(TYPE).asText();
    String text = node.path(VALUE).asText();
    return switch (type) {
      case "Integer" -> Integer.valueOf(text);
      case "Long" -> Long.valueOf(text);
      case "Double" -> Double.valueOf(text);
      case "Float" -> Float.valueOf(text);
      case "Short" -> Short.valueOf(text);
      case "Byte" -> Byte.valueOf(text);
      case "BigDecimal" -> new BigDecimal(text);
      case "BigInteger" -> new BigInteger(text);
      case "Map" -> mapOf(node.path(VALUE));
      case "Optional" -> node.has(VALUE) ? Optional.of(value(node.path(VALUE))) : Optional.empty();
      case "Passage" ->
        new Passage(
            field(node, "id"),
            field(node, "text"),
            Double.parseDouble(field(node, "score")),
            strings(node));
      case "Decision" ->
        new Decision(
            field(node, "choice"),
            field(node, "who"),
            field(node, "comment"),
            Instant.parse(field(node, "at")));
      case "GenerateResponse" -> responseOf(node);
      default ->
        throw new IllegalArgumentException(
            "what was written is of the type \"%s\", which is not known".formatted(type));
    };
  }

  private static Map<String, Object> mapOf(JsonNode fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    fields.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
    return map;
  }

  private static Map<String, String> strings(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.path("metadata")
        .path(VALUE)
        .properties()
        .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  private static GenerateResponse responseOf(JsonNode node) {
    List<ContentBlock> content = new ArrayList<>();
    node.path("content").forEach(block -> content.add(blockOf(block)));
    return GenerateResponse.builder(ModelId.parse(field(node, "model")))
        .stopReason(StopReason.valueOf(field(node, "stop")), field(node, "rawStop"))
        .requestId(node.path("requestId").textValue())
        .metadata(strings(node))
        .usage(Usages.usage(node.path("usage")))
        .cost(node.has("cost") ? Usages.cost(node.path("cost")) : null)
        .content(content)
        .build();
  }

  private static ContentBlock blockOf(JsonNode node) {
    if (node.has("text")) {
      return ContentBlock.text(field(node, "text"));
    } else if (node.has("reasoning")) {
      return new ContentBlock.Reasoning(
          field(node, "reasoning"), Optional.ofNullable(node.path("signature").textValue()));
    }
    return new ContentBlock.ToolCall(
        field(node, "call"), field(node, "name"), field(node, "arguments"));
  }

  private static String field(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "what was written has no text called \"%s\"".formatted(name));
    }
    return value.textValue();
  }
}
