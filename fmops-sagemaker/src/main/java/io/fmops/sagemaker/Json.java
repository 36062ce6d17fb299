package io.fmops.sagemaker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON as servers write it, and the fields that a request adds to it. */
final class Json {

  static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Json() {}

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts, numbers and booleans is always JSON", e);
    }
  }

  /** Adds fields; those of an object that is there already are added to it, all others replace. */
  static void merge(ObjectNode body, Map<String, ?> fields) {
    fields.forEach((name, value) -> {
      JsonNode tree = MAPPER.valueToTree(value);
      if (body.get(name) instanceof ObjectNode object && tree instanceof ObjectNode more) {
        object.setAll(more);
      } else {
        body.set(name, tree);
      }
    });
  }
}
