package io.fmops.eval.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in a YAML or JSON file, with its place. Immutable. */
sealed interface Config {

  /** Where it begins. */
  Origin at();

  /** A text, number, boolean or null. */
  record Scalar(Origin at, JsonNode value) implements Config {}

  /** A list. */
  record Items(Origin at, List<Config> items) implements Config {}

  /** A mapping, with its keys in their order. */
  record Entries(Origin at, Map<String, Config> entries) implements Config {

    Optional<Config> get(String key) {
      Config value = entries.get(key);
      return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    Config required(String key, String what) {
      return get(key).orElseThrow(() -> at.problem("%s needs %s".formatted(what, key)));
    }

    /** Refuses keys that nobody would read. */
    void onlyKnown(Collection<String> known, String what) {
      for (Map.Entry<String, Config> entry : entries.entrySet()) {
        if (!known.contains(entry.getKey())) {
          throw entry
              .getValue()
              .at()
              .problem("%s has no %s; it can have %s%s"
                  .formatted(
                      what,
                      Origin.quote(entry.getKey()),
                      Origin.quote(known),
                      Origin.didYouMean(entry.getKey(), known)));
        }
      }
    }
  }

  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.value().isNull();
  }

  default boolean isText() {
    return this instanceof Scalar scalar && scalar.value().isTextual();
  }

  /** As JSON, numbers as they are written as far as JSON can. */
  default JsonNode toJson() {
    if (this instanceof Items list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.items().forEach(item -> array.add(item.toJson()));
      return array;
    } else if (this instanceof Entries map) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      map.entries().forEach((key, value) -> object.set(key, value.toJson()));
      return object;
    }
    return ((Scalar) this).value();
  }

  /** As a field of an example: a text or number as it is written, all else as JSON. */
  default String toText() {
    JsonNode json = toJson();
    return json.isNull() ? "" : json.isTextual() ? json.textValue() : json.toString();
  }

  default String text(String what) {
    if (this instanceof Scalar scalar && !scalar.value().isNull()) {
      return toText();
    }
    throw at().problem("%s must be a text".formatted(what));
  }

  default double number(String what) {
    if (this instanceof Scalar scalar
        && scalar.value().isNumber()
        && Double.isFinite(scalar.value().doubleValue())) {
      return scalar.value().doubleValue();
    }
    throw at().problem("%s must be a number".formatted(what));
  }

  default boolean flag(String what) {
    if (this instanceof Scalar scalar && scalar.value().isBoolean()) {
      return scalar.value().booleanValue();
    }
    throw at().problem("%s must be true or false".formatted(what));
  }

  default List<Config> list(String what) {
    if (this instanceof Items list) {
      return list.items();
    }
    throw at().problem("%s must be a list".formatted(what));
  }

  default Entries map(String what) {
    if (this instanceof Entries map) {
      return map;
    }
    throw at().problem("%s must be a mapping (key: value)".formatted(what));
  }

  /** One text, or a list of them. */
  default List<String> texts(String what) {
    if (!(this instanceof Items list)) {
      return List.of(text(what));
    }
    List<String> texts = new ArrayList<>();
    list.items().forEach(item -> texts.add(item.text("each of " + what)));
    return List.copyOf(texts);
  }
}
