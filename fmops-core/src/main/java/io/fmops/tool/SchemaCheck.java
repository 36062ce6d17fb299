package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.JsonSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON that a model wrote against the keywords of JSON Schema 2020-12 that structured
 * answers use: {@code type}, {@code enum}, {@code const}, {@code properties}, {@code required},
 * {@code additionalProperties}, {@code items}, limits of numbers, lengths and sizes,
 * {@code multipleOf}, {@code anyOf}, {@code allOf}, {@code oneOf}, {@code not}. Other keywords tell
 * the model something but are not checked; {@link #unchecked} names them. Immutable and
 * thread-safe.
 */
public final class SchemaCheck {

  /** The deepest nesting of JSON that is read. */
  public static final int MAX_DEPTH = Json.MAX_DEPTH;

  private static final Set<String> KNOWN = Set.of(
      ("type properties required additionalProperties enum const items minItems maxItems minLength "
              + "maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minProperties "
              + "maxProperties anyOf allOf oneOf not $schema $id $comment $defs title description default "
              + "examples deprecated readOnly writeOnly format")
          .split(" ", -1));

  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "number", "integer", "boolean", "null");

  /** What is wrong, before it is known whether it matters: of several schemas one may fit. */
  private record Problem(JsonPath path, String words) {
    JsonMismatchException exception() {
      return new JsonMismatchException(path, words);
    }
  }

  private final JsonNode schema;

  private SchemaCheck(JsonNode schema) {
    this.schema = schema;
  }

  /**
   * A check against a schema.
   *
   * @param schema what is wanted
   * @return the check
   */
  public static SchemaCheck of(JsonSchema schema) {
    return new SchemaCheck(Json.read(schema.toJson()));
  }

  /**
   * What the schema says that is not checked, but for notes such as {@code description} and
   * {@code format}.
   *
   * @return keywords, and types that there are not; in alphabetical order
   */
  public Set<String> unchecked() {
    Set<String> unknown = new TreeSet<>();
    collect(schema, unknown);
    return unknown;
  }

  private static void collect(JsonNode schema, Set<String> unknown) {
    for (Iterator<String> names = schema.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        unknown.add(name);
      }
    }
    types(schema.path("type")).stream().filter(type -> !TYPES.contains(type)).forEach(unknown::add);
    schema.path("properties").forEach(property -> collect(property, unknown));
    for (String one : List.of("items", "additionalProperties", "not")) {
      if (schema.path(one).isObject()) {
        collect(schema.get(one), unknown);
      }
    }
    for (String many : List.of("anyOf", "allOf", "oneOf")) {
      schema.path(many).forEach(part -> collect(part, unknown));
    }
  }

  /**
   * Checks.
   *
   * @param json what a model wrote
   * @throws JsonMismatchException if it is not one value of JSON, or does not fit
   */
  public void check(String json) {
    check(Json.read(json));
  }

  private void check(JsonNode node) {
    Problem problem = problem(schema, node, JsonPath.ROOT);
    if (problem != null) {
      throw problem.exception();
    }
  }

  /** Gives the object that was read, or throws a {@link JsonMismatchException}. */
  Map<String, Object> read(String json) {
    JsonNode node = Json.read(json);
    if (!node.isObject()) {
      throw Shape.wrong(JsonPath.ROOT, "an object", node);
    }
    check(node);
    return object(node);
  }

  private static Problem wrong(JsonPath path, String expected, JsonNode found) {
    return new Problem(path, Shape.expected(expected, found));
  }

  /** The first thing that does not fit. */
  private static @Nullable Problem problem(JsonNode schema, JsonNode node, JsonPath path) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? null : wrong(path, "nothing", node);
    }
    Problem problem = value(schema, node, path);
    if (problem == null && node.isObject()) {
      problem = fields(schema, node, path);
    } else if (problem == null && node.isArray()) {
      problem = items(schema, node, path);
    }
    return problem == null ? combined(schema, node, path) : problem;
  }

  private static @Nullable Problem value(JsonNode schema, JsonNode node, JsonPath path) {
    List<String> types = types(schema.path("type"));
    if (!types.isEmpty() && types.stream().noneMatch(one -> is(one, node))) {
      return wrong(path, "the type " + String.join(" or ", types), node);
    }
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray() && !contains(allowed, node)) {
      return wrong(path, "one of " + allowed, node);
    }
    if (schema.has("const") && !same(schema.get("const"), node)) {
      return wrong(path, schema.get("const").toString(), node);
    }
    if (node.isTextual()) {
      String text = node.textValue();
      return size(schema, "Length", "characters", text.codePointCount(0, text.length()), path);
    }
    return node.isNumber() ? number(schema, node, path) : null;
  }

  private static List<String> types(JsonNode type) {
    List<String> types = new ArrayList<>();
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(one -> types.add(one.asText()));
    }
    return types;
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

  private static @Nullable Problem size(
      JsonNode schema, String what, String unit, int size, JsonPath path) {
    JsonNode least = schema.path("min" + what);
    JsonNode most = schema.path("max" + what);
    if (least.isNumber() && size < least.asLong()) {
      return new Problem(path, "expected at least %s %s".formatted(least, unit));
    }
    return most.isNumber() && size > most.asLong()
        ? new Problem(path, "expected at most %s %s".formatted(most, unit))
        : null;
  }

  private static @Nullable Problem number(JsonNode schema, JsonNode node, JsonPath path) {
    BigDecimal value = node.decimalValue();
    if (compare(value, schema.path("minimum")) < 0) {
      return wrong(path, "at least " + schema.get("minimum"), node);
    }
    if (compare(value, schema.path("maximum")) > 0) {
      return wrong(path, "at most " + schema.get("maximum"), node);
    }
    JsonNode above = schema.path("exclusiveMinimum");
    if (above.isNumber() && compare(value, above) <= 0) {
      return wrong(path, "more than " + above, node);
    }
    JsonNode below = schema.path("exclusiveMaximum");
    if (below.isNumber() && compare(value, below) >= 0) {
      return wrong(path, "less than " + below, node);
    }
    JsonNode of = schema.path("multipleOf");
    return multiple(of, value) ? null : wrong(path, "a multiple of " + of, node);
  }

  /** How a value compares with a limit; 0 if there is none. */
  private static int compare(BigDecimal value, JsonNode limit) {
    return limit.isNumber() ? value.compareTo(limit.decimalValue()) : 0;
  }

  /** A number with thousands of digits is not divided, since that takes quadratic time. */
  private static boolean multiple(JsonNode of, BigDecimal value) {
    if (!of.isNumber() || value.signum() == 0) {
      return true;
    }
    boolean plain = value.precision() < 1_000 && Math.abs((long) value.scale()) < 1_000;
    return plain && value.remainder(of.decimalValue()).signum() == 0;
  }

  private static @Nullable Problem items(JsonNode schema, JsonNode node, JsonPath path) {
    Problem problem = size(schema, "Items", "items", node.size(), path);
    JsonNode items = schema.path("items");
    for (int i = 0; i < node.size() && problem == null && !items.isMissingNode(); i++) {
      problem = problem(items, node.get(i), path.index(i));
    }
    return problem;
  }

  private static @Nullable Problem fields(JsonNode schema, JsonNode node, JsonPath path) {
    for (JsonNode name : schema.path("required")) {
      if (!node.has(name.asText())) {
        return new Problem(path.field(name.asText()), "is missing, but it is required");
      }
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    Problem problem = size(schema, "Properties", "fields", node.size(), path);
    Iterator<Map.Entry<String, JsonNode>> entries = node.properties().iterator();
    while (problem == null && entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      String name = entry.getKey();
      if (properties.has(name)) {
        problem = problem(properties.get(name), entry.getValue(), path.field(name));
      } else if (others.isBoolean() && !others.booleanValue()) {
        List<String> known = new ArrayList<>();
        properties.fieldNames().forEachRemaining(known::add);
        problem = new Problem(
            path.key(name), "there is no such field; the fields are " + String.join(", ", known));
      } else if (others.isObject()) {
        problem = problem(others, entry.getValue(), path.key(name));
      }
    }
    return problem;
  }

  private static @Nullable Problem combined(JsonNode schema, JsonNode node, JsonPath path) {
    for (JsonNode one : schema.path("allOf")) {
      Problem problem = problem(one, node, path);
      if (problem != null) {
        return problem;
      }
    }
    if (schema.path("anyOf").isArray() && fitting(schema.get("anyOf"), node, path) == 0) {
      return wrong(path, "what fits one of the schemas of anyOf", node);
    }
    if (schema.path("oneOf").isArray() && fitting(schema.get("oneOf"), node, path) != 1) {
      return wrong(path, "what fits exactly one of the schemas of oneOf", node);
    }
    return schema.has("not") && problem(schema.get("not"), node, path) == null
        ? wrong(path, "what does not fit the schema of not", node)
        : null;
  }

  private static int fitting(JsonNode schemas, JsonNode node, JsonPath path) {
    int fitting = 0;
    for (JsonNode one : schemas) {
      fitting += problem(one, node, path) == null ? 1 : 0;
    }
    return fitting;
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
