package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON against a schema that was written by hand: {@code type}, {@code properties},
 * {@code required}, {@code enum}, {@code const}, {@code items}, {@code additionalProperties}. Other
 * keywords tell the model something but are not checked here.
 */
final class SchemaCheck {

  private final JsonNode schema;

  SchemaCheck(JsonSchema schema) {
    this.schema = Json.read(schema.toJson());
  }

  /** Gives what was read, or throws a {@link JsonMismatchException}. */
  Map<String, Object> read(String json) {
    JsonNode node = Json.read(json);
    if (!node.isObject()) {
      throw Shape.wrong(JsonPath.ROOT, "an object", node);
    }
    check(schema, node, JsonPath.ROOT);
    return object(node);
  }

  private static void check(JsonNode schema, JsonNode node, JsonPath path) {
    type(schema.path("type"), node, path);
    constants(schema, node, path);
    if (node.isObject()) {
      fields(schema, node, path);
    } else if (node.isArray() && schema.path("items").isObject()) {
      for (int i = 0; i < node.size(); i++) {
        check(schema.get("items"), node.get(i), path.index(i));
      }
    }
  }

  private static void type(JsonNode type, JsonNode node, JsonPath path) {
    List<String> types = new ArrayList<>();
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(one -> types.add(one.asText()));
    }
    if (!types.isEmpty() && types.stream().noneMatch(one -> is(one, node))) {
      throw Shape.wrong(path, "the type " + String.join(" or ", types), node);
    }
  }

  private static boolean is(String type, JsonNode node) {
    return switch (type) {
      case "object" -> node.isObject();
      case "array" -> node.isArray();
      case "string" -> node.isTextual();
      case "number" -> node.isNumber();
      case "integer" -> Scalars.integral(node) != null;
      case "boolean" -> node.isBoolean();
      case "null" -> node.isNull();
      default -> true;
    };
  }

  private static void constants(JsonNode schema, JsonNode node, JsonPath path) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray() && !contains(allowed, node)) {
      throw Shape.wrong(path, "one of " + allowed, node);
    }
    if (schema.has("const") && !same(schema.get("const"), node)) {
      throw Shape.wrong(path, schema.get("const").toString(), node);
    }
  }

  private static boolean contains(JsonNode allowed, JsonNode node) {
    for (JsonNode one : allowed) {
      if (same(one, node)) {
        return true;
      }
    }
    return false;
  }

  /** Numbers by value: 1 and 1.0 are the same. */
  private static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    return one.equals(other);
  }

  private static void fields(JsonNode schema, JsonNode node, JsonPath path) {
    for (JsonNode name : schema.path("required")) {
      if (!node.has(name.asText())) {
        throw new JsonMismatchException(
            path.field(name.asText()), "is missing, but it is required");
      }
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    node.properties().forEach(entry -> {
      String name = entry.getKey();
      if (properties.has(name)) {
        check(properties.get(name), entry.getValue(), path.field(name));
      } else if (others.isBoolean() && !others.booleanValue()) {
        List<String> known = new ArrayList<>();
        properties.fieldNames().forEachRemaining(known::add);
        throw new JsonMismatchException(
            path.key(name), "there is no such field; the fields are " + String.join(", ", known));
      } else if (others.isObject()) {
        check(others, entry.getValue(), path.key(name));
      }
    });
  }

  private static Map<String, Object> object(JsonNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties().forEach(entry -> {
      if (!entry.getValue().isNull()) {
        values.put(entry.getKey(), value(entry.getValue()));
      }
    });
    return values;
  }

  private static Object value(JsonNode node) {
    if (node.isObject()) {
      return object(node);
    } else if (node.isArray()) {
      List<@Nullable Object> values = new ArrayList<>(node.size());
      node.forEach(one -> values.add(one.isNull() ? null : value(one)));
      return values;
    } else if (node.isTextual()) {
      return node.textValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    return node.decimalValue();
  }
}
