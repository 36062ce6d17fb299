package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a Java type looks like in JSON. Immutable. An abstract class and not an interface, so that
 * nothing of Jackson is public.
 */
abstract class Shape {

  /**
   * The JSON schema.
   *
   * @param strict for the strict subset of providers' JSON modes: everything is required, and what
   *     may be absent is null instead
   */
  abstract ObjectNode schema(boolean strict);

  /** Makes the value, or throws a {@link JsonMismatchException}. */
  abstract Object read(JsonNode node, JsonPath path);

  abstract JsonNode write(Object value);

  /** Whether {@link #schema} can say it in the strict subset. */
  boolean strictly() {
    return true;
  }

  static JsonMismatchException wrong(JsonPath path, String expected, JsonNode found) {
    return new JsonMismatchException(path, expected(expected, found));
  }

  static String expected(String expected, JsonNode found) {
    return "expected " + expected + " but found " + Json.kind(found);
  }
}
