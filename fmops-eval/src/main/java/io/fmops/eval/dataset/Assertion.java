package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something that an answer to one example must be like: it contains a text, is JSON, or would
 * satisfy a judge. This is data; what checks it is elsewhere. The types and their meanings are
 * those of promptfoo's configuration ({@code contains}, {@code is-json}, {@code llm-rubric} and so
 * on). Immutable and thread-safe.
 *
 * @param type what is asked, in lower case, without the {@code not-} of a negated one
 * @param negated whether the opposite is asked
 * @param value what is compared with, as JSON ({@code "a text"} with its quotes,
 *     {@code ["one","two"]}, a schema), if the type needs anything
 * @param threshold the bound that decides, if the type has one and its default is not meant
 * @param weight how much it counts in the mean of an example's assertions; one with 0 is measured
 *     and decides nothing
 * @param metric the name of a measure of its own that it counts for, too
 */
public record Assertion(
    String type,
    boolean negated,
    Optional<String> value,
    OptionalDouble threshold,
    double weight,
    Optional<String> metric) {

  private static final String NOT = "not-";

  /**
   * Checks the parts, and brings the value's JSON into one form.
   *
   * @throws IllegalArgumentException if the type is blank or begins with {@code not-}, the value is
   *     no JSON, the threshold is not finite, or the weight is negative or not finite
   */
  public Assertion {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(threshold, "threshold");
    Objects.requireNonNull(metric, "metric");
    if (type.isBlank() || type.startsWith(NOT)) {
      throw new IllegalArgumentException(
          "\"%s\" is no type of assertion".formatted(Place.clean(type, 60)));
    }
    value = value.map(json -> read(json).toString());
    if (threshold.isPresent() && !Double.isFinite(threshold.getAsDouble())) {
      throw new IllegalArgumentException("the threshold of %s is not finite".formatted(type));
    }
    if (!Double.isFinite(weight) || weight < 0) {
      throw new IllegalArgumentException(
          "the weight of %s is %s; it must be 0 or more".formatted(type, weight));
    }
  }

  private static JsonNode read(String json) {
    try {
      JsonNode node = Json.READER.readTree(json);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the value of an assertion is no JSON (%s)".formatted(Json.reason(e)), e);
    }
    throw new IllegalArgumentException("the value of an assertion is no JSON, but blank");
  }

  /**
   * An assertion without a value, such as {@code is-json}.
   *
   * @param type what is asked; {@code not-} before it negates
   * @return the assertion
   */
  public static Assertion of(String type) {
    boolean negated = type.startsWith(NOT);
    return new Assertion(
        negated ? type.substring(NOT.length()) : type,
        negated,
        Optional.empty(),
        OptionalDouble.empty(),
        1,
        Optional.empty());
  }

  /**
   * An assertion about a text, such as {@code contains}.
   *
   * @param type what is asked; {@code not-} before it negates
   * @param text what is compared with
   * @return the assertion
   */
  public static Assertion of(String type, String text) {
    return of(type).withValue(JsonNodeFactory.instance.textNode(text).toString());
  }

  /**
   * An assertion about several texts, such as {@code contains-any}.
   *
   * @param type what is asked; {@code not-} before it negates
   * @param texts what is compared with
   * @return the assertion
   */
  public static Assertion of(String type, List<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return of(type).withValue(array.toString());
  }

  /**
   * Compares with something else.
   *
   * @param json JSON, such as a schema
   * @return a new assertion
   * @throws IllegalArgumentException if it is no JSON
   */
  public Assertion withValue(String json) {
    return new Assertion(type, negated, Optional.of(json), threshold, weight, metric);
  }

  /**
   * Sets the bound that decides.
   *
   * @param bound a finite number
   * @return a new assertion
   * @throws IllegalArgumentException if it is not finite
   */
  public Assertion withThreshold(double bound) {
    return new Assertion(type, negated, value, OptionalDouble.of(bound), weight, metric);
  }

  /**
   * Sets how much the assertion counts.
   *
   * @param more 0 or more
   * @return a new assertion
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Assertion withWeight(double more) {
    return new Assertion(type, negated, value, threshold, more, metric);
  }

  /**
   * Lets the assertion count for a measure of its own, too.
   *
   * @param name the measure's name
   * @return a new assertion
   */
  public Assertion withMetric(String name) {
    return new Assertion(type, negated, value, threshold, weight, Optional.of(name));
  }

  /**
   * The type as promptfoo writes it.
   *
   * @return such as {@code not-contains}
   */
  public String writtenType() {
    return negated ? NOT + type : type;
  }

  /**
   * The value as a text: a JSON text without its quotes, a number or boolean as it is written.
   *
   * @return the text; empty if there is no value, or it is null, a list or an object
   */
  public Optional<String> text() {
    return value
        .map(Assertion::read)
        .filter(JsonNode::isValueNode)
        .filter(node -> !node.isNull())
        .map(JsonNode::asText);
  }

  /**
   * The value as several texts.
   *
   * @return the items of a list, each as {@link #text} has it, or the one text; empty if there is
   *     no value, or it is anything else
   */
  public List<String> texts() {
    JsonNode node = value.map(Assertion::read).orElse(JsonNodeFactory.instance.missingNode());
    if (!node.isArray()) {
      return text().stream().toList();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isValueNode() || item.isNull()) {
        return List.of();
      }
      texts.add(item.asText());
    }
    return List.copyOf(texts);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", writtenType());
    value.ifPresent(v -> json.set("value", read(v)));
    threshold.ifPresent(t -> json.put("threshold", t));
    if (weight != 1) {
      json.put("weight", weight);
    }
    metric.ifPresent(m -> json.put("metric", m));
    return json;
  }

  static Assertion of(JsonNode json) {
    if (!json.isObject() || !json.path("type").isTextual()) {
      throw new IllegalArgumentException("an assertion must be a JSON object with a type, such as"
          + " {\"type\": \"contains\", \"value\": \"...\"}");
    }
    Assertion made = of(json.get("type").textValue());
    for (Map.Entry<String, JsonNode> part : json.properties()) {
      JsonNode node = part.getValue();
      made = switch (part.getKey()) {
        case "type" -> made;
        case "value" -> made.withValue(node.toString());
        case "threshold" -> made.withThreshold(number(part));
        case "weight" -> made.withWeight(number(part));
        case "metric" -> {
          if (!node.isTextual()) {
            throw new IllegalArgumentException("an assertion's metric must be a text");
          }
          yield made.withMetric(node.textValue());
        }
        default ->
          throw new IllegalArgumentException(
              "an assertion has no %s; it can have type, value, threshold, weight, metric"
                  .formatted(Place.quote(part.getKey())));
      };
    }
    return made;
  }

  static double number(Map.Entry<String, JsonNode> part) {
    if (!part.getValue().isNumber()) {
      throw new IllegalArgumentException("the %s must be a number".formatted(part.getKey()));
    }
    return part.getValue().doubleValue();
  }
}
