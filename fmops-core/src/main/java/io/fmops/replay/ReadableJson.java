package io.fmops.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;

/**
 * JSON for pull requests: one field a line, a text of several lines as a list of its lines, an
 * event a line. Stateless.
 */
final class ReadableJson {

  /** Recordings hold whole documents and images: longer than Jackson takes a text to be. */
  static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build())
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .build();

  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The field whose elements are written on one line each. */
  private static final String COMPACT = "events";

  private ReadableJson() {}

  static String write(JsonNode node, String indent) {
    StringBuilder out = new StringBuilder();
    write(node, indent, false, out);
    return out.toString();
  }

  private static void write(JsonNode node, String indent, boolean compact, StringBuilder out) {
    String inner = indent + "  ";
    if (node.isObject() && !node.isEmpty()) {
      out.append('{');
      Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        out.append('\n').append(inner).append(TextNode.valueOf(field.getKey())).append(" : ");
        write(field.getValue(), inner, field.getKey().equals(COMPACT), out);
        out.append(fields.hasNext() ? "," : "");
      }
      out.append('\n').append(indent).append('}');
    } else if (node.isArray() && !node.isEmpty()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        out.append(i == 0 ? "\n" : ",\n").append(inner);
        if (compact) {
          out.append(node.get(i));
        } else {
          write(node.get(i), inner, false, out);
        }
      }
      out.append('\n').append(indent).append(']');
    } else {
      out.append(node);
    }
  }

  /** A text as people read it: one of several lines becomes a list. */
  static JsonNode text(String text) {
    if (text.indexOf('\n') < 0) {
      return NODES.textNode(text);
    }
    ArrayNode lines = NODES.arrayNode();
    for (String line : text.split("\n", -1)) {
      lines.add(line);
    }
    return lines;
  }

  /** The text that {@link #text} has written. */
  static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < node.size(); i++) {
      text.append(i == 0 ? "" : "\n").append(node.get(i).asText());
    }
    return text.toString();
  }
}
