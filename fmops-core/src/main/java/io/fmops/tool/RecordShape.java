package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record: an object of exactly its components. */
final class RecordShape extends Shape {

  /** One component. */
  record Part(Shape shape, Optional<String> description, Method accessor) {}

  private final String name;
  private final Optional<String> description;
  private final Map<String, Part> parts;
  private final Constructor<?> constructor;
  private final @Nullable String tag;

  RecordShape(
      Class<?> type, Optional<String> description, Map<String, Part> parts, Constructor<?> maker) {
    this(type.getSimpleName(), description, parts, maker, null);
  }

  private RecordShape(
      String name,
      Optional<String> description,
      Map<String, Part> parts,
      Constructor<?> constructor,
      @Nullable String tag) {
    this.name = name;
    this.description = description;
    this.parts = parts;
    this.constructor = constructor;
    this.tag = tag;
  }

  /** The same as one of several, told apart by a field of this name that holds the record's. */
  RecordShape tagged(String field) {
    if (parts.containsKey(field)) {
      throw new IllegalArgumentException(
          "the record %s has a component %s, but in a sealed interface that field holds the record's name; call the component something else"
              .formatted(name, field));
    }
    return new RecordShape(name, description, parts, constructor, field);
  }

  String name() {
    return name;
  }

  boolean makes(Object value) {
    return constructor.getDeclaringClass() == value.getClass();
  }

  @Override
  ObjectNode schema(boolean strict) {
    ObjectNode schema = Json.NODES.objectNode().put("type", "object");
    description.ifPresent(text -> schema.put("description", text));
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = Json.NODES.arrayNode();
    if (tag != null) {
      properties.putObject(tag).put("type", "string").putArray("enum").add(name);
      required.add(tag);
    }
    parts.forEach((field, part) -> {
      ObjectNode inner = part.shape().schema(strict);
      part.description().ifPresent(text -> inner.put("description", text));
      properties.set(field, inner);
      if (strict || !(part.shape() instanceof ContainerShapes.Maybe)) {
        required.add(field);
      }
    });
    schema.set("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  boolean strictly() {
    return parts.values().stream().allMatch(part -> part.shape().strictly());
  }

  @Override
  Object read(JsonNode node, JsonPath path) {
    if (!node.isObject()) {
      throw wrong(path, "an object", node);
    }
    refuseUnknown(node, path);
    Object[] values = new Object[parts.size()];
    int i = 0;
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      JsonNode value = node.path(entry.getKey());
      Shape shape = entry.getValue().shape();
      JsonPath inner = path.field(entry.getKey());
      if (value.isMissingNode() && !(shape instanceof ContainerShapes.Maybe)) {
        throw new JsonMismatchException(inner, "is missing, but it is required");
      }
      values[i++] = shape.read(value, inner);
    }
    return make(values, path);
  }

  private void refuseUnknown(JsonNode node, JsonPath path) {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String field = names.next();
      if (!parts.containsKey(field) && !field.equals(tag)) {
        throw new JsonMismatchException(
            path.key(field),
            parts.isEmpty()
                ? "there is no such field; expected an object without fields"
                : "there is no such field; the fields are " + String.join(", ", parts.keySet()));
      }
    }
  }

  private Object make(Object[] values, JsonPath path) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      String problem = "refused by the check of " + name;
      throw new JsonMismatchException(
          path,
          problem,
          e.getCause() instanceof IllegalArgumentException why
              ? problem + ": " + why.getMessage()
              : problem);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the record " + name + " cannot be made", e);
    }
  }

  @Override
  JsonNode write(Object value) {
    ObjectNode object = Json.NODES.objectNode();
    if (tag != null) {
      object.put(tag, name);
    }
    parts.forEach((field, part) -> {
      JsonNode inner = part.shape().write(read(part.accessor(), value));
      if (!inner.isNull()) {
        object.set(field, inner);
      }
    });
    return object;
  }

  private Object read(Method accessor, Object value) {
    try {
      Object part = accessor.invoke(value);
      if (part == null) {
        throw new IllegalArgumentException(
            "the component %s of the record %s is null; use Optional for what may be absent"
                .formatted(accessor.getName(), name));
      }
      return part;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the record " + name + " cannot be read", e);
    }
  }

  /** One of several records, each of which says in a field which one it is. */
  static final class OneOf extends Shape {

    /** The field that holds the record's name. */
    static final String TAG = "type";

    private final Map<String, RecordShape> choices = new LinkedHashMap<>();
    private final Optional<String> description;

    OneOf(List<RecordShape> records, Optional<String> description) {
      this.description = description;
      for (RecordShape shape : records) {
        if (choices.put(shape.name(), shape.tagged(TAG)) != null) {
          throw new IllegalArgumentException(
              "two records of a sealed interface are called " + shape.name());
        }
      }
    }

    @Override
    ObjectNode schema(boolean strict) {
      ObjectNode schema = Json.NODES.objectNode();
      description.ifPresent(text -> schema.put("description", text));
      ArrayNode anyOf = schema.putArray("anyOf");
      choices.values().forEach(choice -> anyOf.add(choice.schema(strict)));
      return schema;
    }

    @Override
    boolean strictly() {
      return choices.values().stream().allMatch(Shape::strictly);
    }

    @Override
    Object read(JsonNode node, JsonPath path) {
      if (!node.isObject()) {
        throw wrong(path, "an object", node);
      }
      JsonNode which = node.path(TAG);
      RecordShape choice = which.isTextual() ? choices.get(which.textValue()) : null;
      if (choice == null) {
        throw wrong(path.field(TAG), ContainerShapes.oneOf(choices.keySet()), which);
      }
      return choice.read(node, path);
    }

    @Override
    JsonNode write(Object value) {
      return choices.values().stream()
          .filter(choice -> choice.makes(value))
          .findFirst()
          .orElseThrow()
          .write(value);
    }
  }
}
