package io.fmops.bedrock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;

/** Plain Java values and JSON, made into the SDK's documents and back. */
final class Documents {

  private static final JsonFactory JSON = new JsonFactory();

  private Documents() {}

  /**
   * A deep copy.
   *
   * @throws IllegalArgumentException naming the value that has no form in JSON
   */
  static Map<String, Object> copy(Map<?, ?> fields) {
    return copyMap("", fields);
  }

  private static Map<String, Object> copyMap(String path, Map<?, ?> fields) {
    // Sorted, so that the same fields always make the same text.
    Map<String, Object> copy = new TreeMap<>();
    fields.forEach((key, value) -> {
      if (!(key instanceof String name)) {
        throw refused(path, key, "a name");
      }
      copy.put(name, copyValue(path.isEmpty() ? name : path + "." + name, value));
    });
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyValue(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return copyMap(path, map);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        copy.add(copyValue(path + "[" + i + "]", list.get(i)));
      }
      return Collections.unmodifiableList(copy);
    }
    if (value != null && (value instanceof String || value instanceof Boolean || isFinite(value))) {
      return value;
    }
    throw refused(path, value, "a string, a finite number, a boolean, a list or a map");
  }

  private static boolean isFinite(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue());
    }
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigDecimal
        || value instanceof BigInteger;
  }

  private static IllegalArgumentException refused(
      String path, @Nullable Object value, String expected) {
    return new IllegalArgumentException("additionalModelRequestFields%s is %s; it must be %s"
        .formatted(
            path.isEmpty() ? "" : "." + path,
            value == null ? "null" : "of " + value.getClass(),
            expected));
  }

  /** The document of a value that {@link #copy} has let through. */
  static Document of(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Document> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put((String) name, of(member)));
      return Document.fromMap(members);
    }
    if (value instanceof List<?> list) {
      return Document.fromList(list.stream().map(Documents::of).toList());
    }
    if (value instanceof Boolean flag) {
      return Document.fromBoolean(flag);
    }
    if (value instanceof String text) {
      return Document.fromString(text);
    }
    return Document.fromNumber(value.toString());
  }

  /**
   * The document of a JSON text. Numbers keep the digits in which they are written.
   *
   * @return empty if the text is not exactly one JSON object
   */
  static Optional<Document> ofObject(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Document document = read(parser);
      return parser.nextToken() == null ? Optional.of(document) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Document read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Document> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, read(parser));
        }
        yield Document.fromMap(members);
      }
      case START_ARRAY -> {
        List<Document> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield Document.fromList(elements);
      }
      case VALUE_STRING -> Document.fromString(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Document.fromNumber(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> Document.fromBoolean(parser.getBooleanValue());
      default -> Document.fromNull();
    };
  }

  /** A document as JSON on one line. The SDK's own {@code toString} is not JSON. */
  static String toJson(Document document) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(document, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory has no such trouble
    }
    return text.toString();
  }

  private static void write(Document document, JsonGenerator json) throws IOException {
    if (document.isMap()) {
      json.writeStartObject();
      for (Map.Entry<String, Document> member : document.asMap().entrySet()) {
        json.writeFieldName(member.getKey());
        write(member.getValue(), json);
      }
      json.writeEndObject();
    } else if (document.isList()) {
      json.writeStartArray();
      for (Document element : document.asList()) {
        write(element, json);
      }
      json.writeEndArray();
    } else if (document.isString()) {
      json.writeString(document.asString());
    } else if (document.isNumber()) {
      json.writeNumber(document.asNumber().stringValue());
    } else if (document.isBoolean()) {
      json.writeBoolean(document.asBoolean());
    } else {
      json.writeNull();
    }
  }
}
