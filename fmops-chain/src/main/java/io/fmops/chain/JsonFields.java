package io.fmops.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.ModelNotFoundException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, read strictly, with errors that name the place and never quote a
 * text. Unknown fields are not looked at. Not thread-safe.
 */
final class JsonFields {

  private final String place;
  private final JsonNode node;

  private JsonFields(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  static JsonFields of(String place, JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(place + " is no JSON object");
    }
    return new JsonFields(place, node);
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "a text", null));
  }

  Optional<String> optionalText(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!node.get(name).isTextual()) {
      throw wrong(name, "a text", null);
    }
    return Optional.of(node.get(name).textValue());
  }

  /** A whole number of 0 or more. */
  long number(String name, long max) {
    JsonNode value = node.path(name);
    if (!value.canConvertToLong()
        || !value.isIntegralNumber()
        || value.longValue() < 0
        || value.longValue() > max) {
      throw wrong(name, "a whole number from 0 to " + max, null);
    }
    return value.longValue();
  }

  boolean flag(String name) {
    if (!node.path(name).isBoolean()) {
      throw wrong(name, "true or false", null);
    }
    return node.path(name).booleanValue();
  }

  <T> T parsed(String name, Function<String, T> parser, String expected) {
    String text = text(name);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException
        | DateTimeException
        | ArithmeticException
        | ModelNotFoundException e) {
      throw wrong(name, expected, e);
    }
  }

  <E extends Enum<E>> E oneOf(String name, Class<E> type) {
    String text = text(name);
    E[] constants = Objects.requireNonNull(type.getEnumConstants());
    return Arrays.stream(constants)
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> wrong(
            name,
            Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", "")),
            null));
  }

  Optional<JsonFields> object(String name) {
    return has(name) ? Optional.of(of(place + "." + name, node.get(name))) : Optional.empty();
  }

  List<JsonFields> list(String name) {
    List<JsonFields> all = new ArrayList<>();
    if (has(name)) {
      if (!node.get(name).isArray()) {
        throw wrong(name, "an array", null);
      }
      for (JsonNode element : node.get(name)) {
        all.add(of("%s.%s[%d]".formatted(place, name, all.size()), element));
      }
    }
    return all;
  }

  private IllegalArgumentException wrong(String name, String expected, @Nullable Exception cause) {
    String problem = has(name) ? " is something else" : " is missing";
    return new IllegalArgumentException(
        "%s.%s%s; expected %s".formatted(place, name, problem, expected), cause);
  }
}
