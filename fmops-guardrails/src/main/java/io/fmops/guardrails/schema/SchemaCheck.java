package io.fmops.guardrails.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks JSON against the keywords of JSON Schema 2020-12 that structured answers use. Immutable
 * and thread-safe.
 */
final class SchemaCheck {

  private static final Set<String> KNOWN = Set.of(
      ("type properties required additionalProperties enum const items minItems maxItems minLength "
              + "maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minProperties "
              + "maxProperties anyOf allOf oneOf not $schema $id $comment $defs title description default "
              + "examples deprecated readOnly writeOnly format")
          .split(" ", -1));

  private final JsonNode schema;

  SchemaCheck(JsonNode schema) {
    this.schema = schema;
    Set<String> unknown = new TreeSet<>();
    collect(schema, unknown);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the schema uses keywords that are not checked: " + unknown + "; leave them out");
    }
  }

  private static void collect(JsonNode schema, Set<String> unknown) {
    for (Iterator<String> names = schema.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        unknown.add(name);
      }
    }
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

  boolean accepts(JsonNode node) {
    return accepts(schema, node);
  }

  private static boolean accepts(JsonNode schema, JsonNode node) {
    if (schema.isBoolean()) {
      return schema.booleanValue();
    }
    return type(schema.path("type"), node)
        && constants(schema, node)
        && (!node.isObject() || object(schema, node))
        && (!node.isArray() || array(schema, node))
        && (!node.isTextual() || text(schema, node.textValue()))
        && (!node.isNumber() || number(schema, node.decimalValue()))
        && combined(schema, node);
  }

  private static boolean type(JsonNode type, JsonNode node) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (is(one.asText(), node)) {
          return true;
        }
      }
      return false;
    }
    return type.isMissingNode() || is(type.asText(), node);
  }

  private static boolean is(String type, JsonNode node) {
    return switch (type) {
      case "object" -> node.isObject();
      case "array" -> node.isArray();
      case "string" -> node.isTextual();
      case "number" -> node.isNumber();
      case "integer" -> node.isNumber() && integral(node.decimalValue());
      case "boolean" -> node.isBoolean();
      case "null" -> node.isNull();
      default -> false;
    };
  }

  private static boolean integral(BigDecimal value) {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static boolean constants(JsonNode schema, JsonNode node) {
    JsonNode allowed = schema.path("enum");
    boolean listed = !allowed.isArray();
    for (JsonNode one : allowed) {
      listed |= same(one, node);
    }
    boolean constant = !schema.has("const") || same(schema.get("const"), node);
    return listed && constant;
  }

  /** JSON Schema compares numbers by their value: 1 is 1.0. */
  private static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    return one.equals(other);
  }

  private static boolean object(JsonNode schema, JsonNode node) {
    if (!range(schema, "minProperties", "maxProperties", node.size())) {
      return false;
    }
    for (JsonNode name : schema.path("required")) {
      if (!node.has(name.asText())) {
        return false;
      }
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode rule = properties.has(name) ? properties.get(name) : others;
      if (!rule.isMissingNode() && !accepts(rule, node.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean array(JsonNode schema, JsonNode node) {
    if (!range(schema, "minItems", "maxItems", node.size())) {
      return false;
    }
    JsonNode items = schema.path("items");
    for (JsonNode item : node) {
      if (!items.isMissingNode() && !accepts(items, item)) {
        return false;
      }
    }
    return true;
  }

  private static boolean text(JsonNode schema, String text) {
    return range(schema, "minLength", "maxLength", text.codePointCount(0, text.length()));
  }

  private static boolean range(JsonNode schema, String least, String most, int size) {
    return (!schema.has(least) || size >= schema.get(least).asLong())
        && (!schema.has(most) || size <= schema.get(most).asLong());
  }

  private static boolean number(JsonNode schema, BigDecimal value) {
    return compare(schema, "minimum", value) >= 0
        && compare(schema, "exclusiveMinimum", value) > (schema.has("exclusiveMinimum") ? 0 : -1)
        && -compare(schema, "maximum", value) >= 0
        && -compare(schema, "exclusiveMaximum", value) > (schema.has("exclusiveMaximum") ? 0 : -1)
        && multiple(schema.path("multipleOf"), value);
  }

  /** How the value compares with a limit; 0 if there is none. */
  private static int compare(JsonNode schema, String limit, BigDecimal value) {
    return schema.path(limit).isNumber() ? value.compareTo(schema.get(limit).decimalValue()) : 0;
  }

  /** A number with thousands of digits is not divided, since that takes quadratic time. */
  private static boolean multiple(JsonNode of, BigDecimal value) {
    if (!of.isNumber() || value.signum() == 0) {
      return true;
    }
    boolean plain = value.precision() < 1_000 && Math.abs((long) value.scale()) < 1_000;
    return plain && value.remainder(of.decimalValue()).signum() == 0;
  }

  private static boolean combined(JsonNode schema, JsonNode node) {
    List<Boolean> all = each(schema.path("allOf"), node);
    List<Boolean> any = each(schema.path("anyOf"), node);
    List<Boolean> one = each(schema.path("oneOf"), node);
    return !all.contains(false)
        && (any.isEmpty() || any.contains(true))
        && (one.isEmpty() || one.stream().filter(x -> x).count() == 1)
        && (!schema.has("not") || !accepts(schema.get("not"), node));
  }

  private static List<Boolean> each(JsonNode schemas, JsonNode node) {
    List<Boolean> verdicts = new ArrayList<>();
    schemas.forEach(one -> verdicts.add(accepts(one, node)));
    return verdicts;
  }
}
