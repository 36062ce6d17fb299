package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A string, number or boolean. */
final class ScalarShape extends Shape {

  private final String type;
  private final @Nullable String format;
  private final String expected;
  private final Function<JsonNode, @Nullable Object> reader;
  private final Function<Object, JsonNode> writer;

  /**
   * A scalar.
   *
   * @param expected names it in messages
   * @param reader gives null for a value that does not fit
   */
  ScalarShape(
      String type,
      @Nullable String format,
      String expected,
      Function<JsonNode, @Nullable Object> reader,
      Function<Object, JsonNode> writer) {
    this.type = type;
    this.format = format;
    this.expected = expected;
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  ObjectNode schema(boolean strict) {
    ObjectNode schema = Json.NODES.objectNode().put("type", type);
    if (format != null) {
      schema.put("format", format);
    } else if (type.equals("string") && !expected.equals("a string")) {
      schema.put("description", expected);
    }
    return schema;
  }

  @Override
  Object read(JsonNode node, JsonPath path) {
    Object value = reader.apply(node);
    if (value == null) {
      throw wrong(path, expected, node);
    }
    return value;
  }

  @Override
  JsonNode write(Object value) {
    return writer.apply(value);
  }
}
