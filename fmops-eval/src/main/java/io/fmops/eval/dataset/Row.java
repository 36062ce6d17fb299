package io.fmops.eval.dataset;

import java.io.Closeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a line of a file holds, by name; a value is null where the file says so. */
record Row(long line, Map<String, @Nullable String> values) {

  /** Whether a field is missing, null or blank. */
  boolean lacks(String name) {
    String value = values.get(name);
    return value == null || value.isBlank();
  }

  /** The value of a field that must have one. */
  String required(Place place, String name, Fields fields) {
    String value = values.get(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    String shown = Place.quote(name) + fields.origin(name);
    if (values.containsKey(name)) {
      throw place.problem("the field %s is %s; it needs a value"
          .formatted(shown, value == null ? "null" : "blank"));
    }
    throw place.problem("the field %s is missing; the %s has %s%s"
        .formatted(
            shown,
            place.unit(),
            values.isEmpty() ? "no fields" : Place.quote(values.keySet()),
            Place.didYouMean(name, values.keySet())));
  }

  /** The rows of a file, whatever its format. */
  interface Source extends Closeable {

    /** The next row, or null at the end. */
    @Nullable
    Row next();

    /** What rows are counted in. */
    default String unit() {
      return Place.LINE;
    }

    /** Why there is no row at all. */
    String whyEmpty();

    @Override
    void close();
  }
}
