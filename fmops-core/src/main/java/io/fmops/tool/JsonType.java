package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.JsonSchema;
import java.util.List;

/**
 * A Java type as JSON: its schema for a model, and what a model wrote as a value, strictly checked.
 * Immutable and thread-safe.
 *
 * <p>Types are records and what they are made of: other records, enums (by name), {@code Optional},
 * {@code List}, {@code Set}, {@code Map<String, ...>}, strings, numbers, booleans,
 * {@code java.time} types in ISO form, {@code UUID}, {@code URI}, and sealed interfaces of records,
 * which are told apart by a field {@code type} with the record's simple name. Fields are called as
 * the components are, in any language. {@link Description} tells the model what they mean. A type
 * that contains itself is refused.
 *
 * <p>Checked are unknown and missing fields, types, names of constants, ranges of numbers, nulls
 * (only an {@code Optional} may be null or absent), duplicate keys, a depth of at most 100, and
 * whatever the records' own constructors check: their {@code IllegalArgumentException} counts as a
 * mismatch. A whole number may be written as {@code 3.0}. What comes twice in a {@code Set} counts
 * once.
 *
 * @param <T> the type
 */
public final class JsonType<T> {

  private static final String WRAPPED = "value";

  private final Shape shape;
  private final boolean wrapped;

  private JsonType(Shape shape) {
    this.shape = shape;
    this.wrapped = !(shape instanceof RecordShape);
  }

  /**
   * The JSON of a type. What is no record is wrapped into an object with the one field
   * {@code value}, because models fill objects.
   *
   * @param <T> the type
   * @param type a record, an enum, a sealed interface of records, or a simple type
   * @return its JSON
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  public static <T> JsonType<T> of(Class<T> type) {
    return new JsonType<>(Shapes.of(type));
  }

  /**
   * The JSON of a list, wrapped as {@link #of} does.
   *
   * @param <E> the type of the elements
   * @param element what the list holds
   * @return its JSON
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  public static <E> JsonType<List<E>> listOf(Class<E> element) {
    return new JsonType<>(new ContainerShapes.Sequence(Shapes.of(element), false));
  }

  /**
   * The schema for tools: an {@code Optional} is not required.
   *
   * @return an object's schema; the same type always has the same text
   */
  public JsonSchema schema() {
    return schema(false);
  }

  /**
   * The schema for providers' JSON modes: within the subset that OpenAI's strict mode and Bedrock's
   * structured output both take. Every field is required, and an {@code Optional} may be null.
   *
   * @return an object's schema
   * @throws IllegalArgumentException if the type has a {@code Map}, which the subset has no words
   *     for
   */
  public JsonSchema strictSchema() {
    if (!strictly()) {
      throw new IllegalArgumentException(
          "a Map has no schema in the strict subset of providers' JSON modes; use a list of records, or a tool");
    }
    return schema(true);
  }

  boolean strictly() {
    return shape.strictly();
  }

  private JsonSchema schema(boolean strict) {
    JsonNode inner = shape.schema(strict);
    if (!wrapped) {
      return JsonSchema.of(inner.toString());
    }
    var outer = Json.NODES.objectNode().put("type", "object");
    outer.putObject("properties").set(WRAPPED, inner);
    outer.putArray("required").add(WRAPPED);
    outer.put("additionalProperties", false);
    return JsonSchema.of(outer.toString());
  }

  /**
   * Makes a value of what a model wrote.
   *
   * @param json one JSON object and nothing else
   * @return the value
   * @throws JsonMismatchException if it is not what the schema says, telling the first place
   */
  public T read(String json) {
    return read(Json.read(json));
  }

  @SuppressWarnings("unchecked") // the shape was made for T
  T read(JsonNode node) {
    if (!wrapped) {
      return (T) shape.read(node, JsonPath.ROOT);
    }
    JsonPath inner = JsonPath.ROOT.field(WRAPPED);
    if (!node.isObject() || !node.has(WRAPPED)) {
      throw new JsonMismatchException(inner, "is missing, but it is required");
    }
    if (node.size() > 1) {
      throw new JsonMismatchException(JsonPath.ROOT, "expected the field value and no other");
    }
    return (T) shape.read(node.get(WRAPPED), inner);
  }

  /**
   * A value as JSON, for examples in prompts and for results of tools.
   *
   * @param value the value
   * @return JSON on one line, which {@link #read} makes an equal value of
   * @throws IllegalArgumentException if a component is null, or a number infinite or not a number
   */
  public String write(T value) {
    JsonNode inner = shape.write(value);
    return wrapped ? Json.NODES.objectNode().set(WRAPPED, inner).toString() : inner.toString();
  }
}
