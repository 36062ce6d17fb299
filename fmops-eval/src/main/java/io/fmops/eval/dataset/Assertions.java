package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What an answer to one example must be like, as a whole. Immutable and thread-safe.
 *
 * @param list the assertions in their order; may be empty
 * @param threshold the weighted mean of the assertions from which on an answer passes; without one,
 *     every assertion must hold
 */
public record Assertions(List<Assertion> list, OptionalDouble threshold) {

  /** No assertions. */
  public static final Assertions NONE = new Assertions(List.of(), OptionalDouble.empty());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the threshold is not finite
   */
  public Assertions {
    list = List.copyOf(list);
    Objects.requireNonNull(threshold, "threshold");
    if (threshold.isPresent() && !Double.isFinite(threshold.getAsDouble())) {
      throw new IllegalArgumentException("the threshold of the assertions is not finite");
    }
  }

  /**
   * Assertions all of which must hold.
   *
   * @param list the assertions
   * @return them as a whole
   */
  public static Assertions of(Assertion... list) {
    return new Assertions(List.of(list), OptionalDouble.empty());
  }

  /**
   * Reads assertions from JSON: a list of objects with {@code type} and, where they are needed,
   * {@code value}, {@code threshold}, {@code weight} and {@code metric}, or an object with such a
   * list as {@code assert} and a {@code threshold}.
   *
   * <pre>{@code
   * [{"type": "icontains", "value": "tokyo"}, {"type": "not-contains", "value": "Kyoto"}]
   * {"threshold": 0.5, "assert": [{"type": "contains-any", "value": ["東京", "とうきょう"]}]}
   * }</pre>
   *
   * @param json the text
   * @return the assertions
   * @throws IllegalArgumentException if it is something else, and what
   */
  public static Assertions parse(String json) {
    JsonNode node;
    try {
      node = Json.READER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the assertions are no JSON (%s)".formatted(Json.reason(e)), e);
    }
    JsonNode list = node;
    OptionalDouble threshold = OptionalDouble.empty();
    if (node.isObject()) {
      list = node.path("assert");
      for (Map.Entry<String, JsonNode> part : node.properties()) {
        if (part.getKey().equals("threshold")) {
          threshold = OptionalDouble.of(Assertion.number(part));
        } else if (!part.getKey().equals("assert")) {
          throw new IllegalArgumentException(
              "assertions have no %s; they can have assert, threshold"
                  .formatted(Place.quote(part.getKey())));
        }
      }
    }
    if (!list.isArray()) {
      throw new IllegalArgumentException(
          "assertions must be a JSON array, or an object with such an array named assert");
    }
    List<Assertion> read = new ArrayList<>();
    list.forEach(item -> read.add(Assertion.of(item)));
    return new Assertions(read, threshold);
  }

  /**
   * Writes the assertions so that {@link #parse} reads them.
   *
   * @return JSON on one line
   */
  public String toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    list.forEach(assertion -> array.add(assertion.toJson()));
    if (threshold.isEmpty()) {
      return array.toString();
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("threshold", threshold.getAsDouble())
        .<com.fasterxml.jackson.databind.node.ObjectNode>set("assert", array)
        .toString();
  }

  /**
   * Whether there are none.
   *
   * @return true if the list is empty
   */
  public boolean isEmpty() {
    return list.isEmpty();
  }
}
