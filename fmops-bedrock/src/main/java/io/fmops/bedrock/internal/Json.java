package io.fmops.bedrock.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** The bodies of requests and answers. Stateless. */
public final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Json() {}

  /**
   * An empty object.
   *
   * @return a new object
   */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a JSON object.
   *
   * @param body the bytes
   * @return the object
   * @throws IllegalArgumentException if it is something else, saying where but not what is there
   */
  public static ObjectNode parse(byte[] body) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      // The parser's own words quote what it met, which may be a part of an answer.
      throw new IllegalArgumentException("not JSON at line %d, column %d"
          .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
    }
    if (!(tree instanceof ObjectNode object)) {
      throw new IllegalArgumentException("not a JSON object, but " + tree.getNodeType());
    }
    return object;
  }

  /**
   * Writes JSON.
   *
   * @param tree what to write
   * @return its bytes on one line
   */
  public static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A member that has to be there.
   *
   * @param tree an object
   * @param name the member's name
   * @return its value
   * @throws IllegalArgumentException if there is none
   */
  public static JsonNode required(JsonNode tree, String name) {
    JsonNode value = tree.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("there is no \"" + name + "\" in it");
    }
    return value;
  }

  /**
   * Puts the caller's own fields into a body: objects are merged, anything else is replaced.
   *
   * @param body the body
   * @param fields strings, numbers, booleans, lists and maps of such
   */
  public static void merge(ObjectNode body, Map<String, Object> fields) {
    fields.forEach((name, value) -> {
      JsonNode there = body.get(name);
      if (value instanceof Map<?, ?> && there instanceof ObjectNode object) {
        merge(object, (ObjectNode) MAPPER.<JsonNode>valueToTree(value));
      } else {
        body.set(name, MAPPER.valueToTree(value));
      }
    });
  }

  private static void merge(ObjectNode body, ObjectNode fields) {
    fields.properties().forEach(field -> {
      if (field.getValue() instanceof ObjectNode inner
          && body.get(field.getKey()) instanceof ObjectNode object) {
        merge(object, inner);
      } else {
        body.set(field.getKey(), field.getValue());
      }
    });
  }

  /**
   * Numbers.
   *
   * @param array a JSON array of numbers
   * @return the numbers, as exact as a float is
   * @throws IllegalArgumentException if it is something else, or empty
   */
  public static float[] floats(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("an embedding is not an array of numbers");
    }
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!array.get(i).isNumber()) {
        throw new IllegalArgumentException("an embedding has something else than numbers");
      }
      numbers[i] = array.get(i).floatValue();
    }
    return numbers;
  }
}
