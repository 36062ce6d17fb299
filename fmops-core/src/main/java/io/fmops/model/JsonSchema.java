package io.fmops.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (draft 2020-12 or whatever the provider takes) that tells a model which JSON is
 * wanted. Two schemas are equal if they say the same in whatever layout. Immutable and thread-safe.
 */
public final class JsonSchema {

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .build();

  private final JsonNode tree;
  private final String json;

  private JsonSchema(JsonNode tree) {
    this.tree = tree;
    this.json = tree.toString();
  }

  /**
   * A schema written by hand.
   *
   * @param json a JSON object
   * @return the schema
   * @throws IllegalArgumentException if it is not one, telling the line
   */
  public static JsonSchema of(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (!tree.isObject()) {
        throw new IllegalArgumentException(
            "a JSON schema must be a JSON object, but this is of the kind " + tree.getNodeType());
      }
      return new JsonSchema(tree);
    } catch (JsonProcessingException e) {
      // One that is nested too deep comes without a place.
      String where = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new IllegalArgumentException(
          "the JSON schema is not JSON%s: %s".formatted(where, e.getOriginalMessage()), e);
    }
  }

  /**
   * The schema as text.
   *
   * @return JSON on one line
   */
  public String toJson() {
    return json;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonSchema that && tree.equals(that.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  @Override
  public String toString() {
    return json;
  }
}
