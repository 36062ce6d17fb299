package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shapes around other shapes, and enums. */
final class ContainerShapes {

  private ContainerShapes() {}

  /** A list or a set; of a set, what comes twice counts once. */
  static final class Sequence extends Shape {
    private final Shape element;
    private final boolean set;

    Sequence(Shape element, boolean set) {
      this.element = element;
      this.set = set;
    }

    @Override
    ObjectNode schema(boolean strict) {
      ObjectNode schema = Json.NODES.objectNode().put("type", "array");
      schema.set("items", element.schema(strict));
      return schema;
    }

    @Override
    Object read(JsonNode node, JsonPath path) {
      if (!node.isArray()) {
        throw wrong(path, "an array", node);
      }
      List<Object> values = new ArrayList<>(node.size());
      for (int i = 0; i < node.size(); i++) {
        values.add(element.read(node.get(i), path.index(i)));
      }
      return set
          ? Collections.unmodifiableSet(new LinkedHashSet<>(values))
          : Collections.unmodifiableList(values);
    }

    @Override
    JsonNode write(Object value) {
      ArrayNode array = Json.NODES.arrayNode();
      for (Object item : (Collection<?>) value) {
        array.add(element.write(item));
      }
      return array;
    }

    @Override
    boolean strictly() {
      return element.strictly();
    }
  }

  /** A map from texts, which providers' strict subsets have no words for. */
  static final class Dictionary extends Shape {
    private final Shape element;

    Dictionary(Shape element) {
      this.element = element;
    }

    @Override
    ObjectNode schema(boolean strict) {
      ObjectNode schema = Json.NODES.objectNode().put("type", "object");
      schema.set("additionalProperties", element.schema(strict));
      return schema;
    }

    @Override
    Object read(JsonNode node, JsonPath path) {
      if (!node.isObject()) {
        throw wrong(path, "an object", node);
      }
      Map<String, Object> values = new LinkedHashMap<>();
      node.properties()
          .forEach(entry ->
              values.put(entry.getKey(), element.read(entry.getValue(), path.key(entry.getKey()))));
      return Collections.unmodifiableMap(values);
    }

    @Override
    JsonNode write(Object value) {
      ObjectNode object = Json.NODES.objectNode();
      ((Map<?, ?>) value).forEach((key, item) -> object.set((String) key, element.write(item)));
      return object;
    }

    @Override
    boolean strictly() {
      return false;
    }
  }

  /** What may be absent or null. */
  static final class Maybe extends Shape {
    private final Shape element;

    Maybe(Shape element) {
      this.element = element;
    }

    @Override
    ObjectNode schema(boolean strict) {
      if (!strict) {
        return element.schema(false);
      }
      ObjectNode schema = Json.NODES.objectNode();
      schema
          .putArray("anyOf")
          .add(element.schema(true))
          .add(Json.NODES.objectNode().put("type", "null"));
      return schema;
    }

    @Override
    Object read(JsonNode node, JsonPath path) {
      return node.isMissingNode() || node.isNull()
          ? Optional.empty()
          : Optional.of(element.read(node, path));
    }

    @Override
    JsonNode write(Object value) {
      Optional<?> maybe = (Optional<?>) value;
      return maybe.isPresent() ? element.write(maybe.get()) : Json.NODES.nullNode();
    }

    @Override
    boolean strictly() {
      return element.strictly();
    }
  }

  /** An enum, by the names of its constants. */
  static final class Constants extends Shape {
    private final Map<String, Object> constants = new LinkedHashMap<>();

    Constants(Class<?> type) {
      for (Object constant : type.getEnumConstants()) {
        constants.put(((Enum<?>) constant).name(), constant);
      }
    }

    @Override
    ObjectNode schema(boolean strict) {
      ObjectNode schema = Json.NODES.objectNode().put("type", "string");
      ArrayNode names = schema.putArray("enum");
      constants.keySet().forEach(names::add);
      return schema;
    }

    @Override
    Object read(JsonNode node, JsonPath path) {
      Object constant = node.isTextual() ? constants.get(node.textValue()) : null;
      if (constant == null) {
        throw wrong(path, oneOf(constants.keySet()), node);
      }
      return constant;
    }

    @Override
    JsonNode write(Object value) {
      return Json.NODES.textNode(((Enum<?>) value).name());
    }
  }

  static String oneOf(Collection<String> names) {
    return "one of " + names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
  }

  static String oneOf(String... names) {
    return oneOf(Arrays.asList(names));
  }
}
