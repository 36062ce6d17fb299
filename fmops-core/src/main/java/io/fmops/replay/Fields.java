package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/** Fields of a recording that have to be there. Stateless. */
final class Fields {

  private Fields() {}

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"" + field + "\" is missing or no text");
    }
    return value.asText();
  }

  static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String field) {
    String word = text(node, field);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("\"%s\" is \"%s\"; expected one of %s"
            .formatted(field, word, Arrays.toString(type.getEnumConstants()))));
  }
}
