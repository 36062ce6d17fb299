package io.fmops.bedrock;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;

/** Plain Java values, checked and copied, and made into the SDK's documents. */
final class Documents {

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
    Map<String, Object> copy = new LinkedHashMap<>();
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
}
