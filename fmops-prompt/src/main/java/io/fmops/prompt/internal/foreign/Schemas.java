package io.fmops.prompt.internal.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.prompt.Input;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.internal.Names;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What other formats say about inputs and outputs, as JSON Schema. Stateless. */
final class Schemas {

  private static final Set<String> SCALARS =
      Set.of("string", "number", "integer", "boolean", "null", "any");

  /** A field of Picoschema: a name, whether it may be absent, its type, words about it. */
  private static final Pattern FIELD =
      Pattern.compile("([^?(]+)(\\?)?(?:\\((\\w+)(?:,\\s*(.*))?\\))?", Pattern.DOTALL);

  private static final Pattern TYPED = Pattern.compile("(\\w+)(?:,\\s*(.*))?", Pattern.DOTALL);

  private Schemas() {}

  /** Picoschema, or JSON Schema where it is that already. */
  static ObjectNode ofPico(JsonNode node) {
    if (node.path("type").isTextual() && isType(node.path("type").asText())) {
      return node.deepCopy();
    }
    if (node.path("properties").isObject()) {
      return ((ObjectNode) node.deepCopy()).put("type", "object");
    }
    return pico(node);
  }

  private static boolean isType(String type) {
    return SCALARS.contains(type) || type.equals("object") || type.equals("array");
  }

  private static ObjectNode pico(JsonNode node) {
    if (node.isTextual()) {
      return scalar(node.asText());
    }
    if (!node.isObject()) {
      throw new PromptException("a schema holds %s; Picoschema has texts and mappings"
          .formatted(node.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    ObjectNode schema = ForeignFile.JSON.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = ForeignFile.JSON.createArrayNode();
    schema.put("additionalProperties", false);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getKey().equals("(*)")) {
        schema.set("additionalProperties", pico(entry.getValue()));
        continue;
      }
      Matcher field = FIELD.matcher(entry.getKey());
      if (!field.matches()) {
        throw new PromptException(
            "the field %s is no Picoschema".formatted(Names.quote(entry.getKey())));
      }
      ObjectNode property = property(field, entry.getValue());
      properties.set(field.group(1), property);
      if (field.group(2) == null) {
        required.add(field.group(1));
      } else if (property.path("type").isTextual()) {
        String type = property.path("type").asText();
        property.putArray("type").add(type).add("null");
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private static ObjectNode property(Matcher field, JsonNode value) {
    ObjectNode property;
    if (field.group(3) == null) {
      property = pico(value);
    } else {
      property = ForeignFile.JSON.createObjectNode();
      switch (field.group(3)) {
        case "array" -> property.put("type", "array").set("items", pico(value));
        case "object" -> property = pico(value);
        case "enum" -> property.set("enum", value.deepCopy());
        default ->
          throw new PromptException(
              "the type %s of Picoschema is unknown; there are array, object and enum"
                  .formatted(Names.quote(field.group(3))));
      }
    }
    if (field.group(4) != null) {
      property.put("description", field.group(4));
    }
    return property;
  }

  private static ObjectNode scalar(String text) {
    Matcher typed = TYPED.matcher(text.strip());
    if (!typed.matches() || !SCALARS.contains(typed.group(1))) {
      throw new PromptException(
          "the schema %s is none of Picoschema's; write it out".formatted(Names.quote(text)));
    }
    ObjectNode schema = ForeignFile.JSON.createObjectNode();
    if (!typed.group(1).equals("any")) {
      schema.put("type", typed.group(1));
    }
    if (typed.group(2) != null) {
      schema.put("description", typed.group(2));
    }
    return schema;
  }

  /** The input of a schema's property; empty for a type that inputs do not have. */
  static Optional<Input> input(JsonNode property, boolean required, JsonNode otherwise) {
    JsonNode type =
        property.path("type").isArray() ? property.path("type").path(0) : property.path("type");
    boolean isEnum = property.path("enum").isArray();
    Input input = switch (type.asText(isEnum ? "string" : "")) {
      case "string" -> Input.string();
      case "number", "float" -> Input.number();
      case "integer" -> Input.integer();
      case "boolean" -> Input.bool();
      case "array", "list" -> Input.list();
      case "object" -> Input.object();
      default -> null;
    };
    if (input == null) {
      return Optional.empty();
    }
    Optional<String> words = ForeignFile.words(property.path("description"));
    Input described = words.map(input::describedAs).orElse(input);
    if (!otherwise.isMissingNode() && !otherwise.isNull()) {
      return Optional.of(described.withDefault(constant(otherwise)));
    }
    return Optional.of(required ? described : described.optional());
  }

  static Object constant(JsonNode node) {
    return ForeignFile.JSON.convertValue(node, Object.class);
  }
}
