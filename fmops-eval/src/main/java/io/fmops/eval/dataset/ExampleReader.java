package io.fmops.eval.dataset;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes examples of rows, and refuses those that do not have what the dataset promises. */
final class ExampleReader implements Closeable {

  private final Place file;
  private final Fields fields;
  private final Row.Source rows;
  private final SeenIds seen = new SeenIds();
  private @Nullable Boolean hasIds;
  private long firstLine;

  ExampleReader(Place file, Fields fields, Row.Source rows) {
    this.file = file;
    this.fields = fields;
    this.rows = rows;
  }

  /** The next example, or null at the end. */
  @Nullable
  Example next() {
    Row row = rows.next();
    if (row == null) {
      if (firstLine == 0) {
        throw file.problem(rows.whyEmpty());
      }
      return null;
    }
    if (firstLine == 0) {
      firstLine = row.line();
    }
    Place place = file.at(row.line());
    for (String input : fields.inputs()) {
      required(place, row, input);
    }
    Optional<String> reference = fields.reference().map(name -> reference(place, row, name));
    String id = id(place, row);
    Map<String, String> inputs = new LinkedHashMap<>();
    row.values().forEach((name, value) -> {
      if (value != null && !hidden(name)) {
        inputs.put(name, value);
      }
    });
    return new Example(id, inputs, reference);
  }

  private boolean hidden(String name) {
    return !fields.inputs().contains(name)
        && (name.equals(fields.id().orElse(Fields.DEFAULT_ID))
            || fields.reference().filter(name::equals).isPresent());
  }

  private String required(Place place, Row row, String name) {
    String value = row.values().get(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    if (row.values().containsKey(name)) {
      throw place.problem("the field %s is %s; it needs a value"
          .formatted(Place.quote(name), value == null ? "null" : "blank"));
    }
    throw place.problem("the field %s is missing; the line has %s%s"
        .formatted(
            Place.quote(name),
            row.values().isEmpty() ? "no fields" : Place.quote(row.values().keySet()),
            Place.didYouMean(name, row.values().keySet())));
  }

  private String reference(Place place, Row row, String name) {
    String value = required(place, row, name);
    if (!fields.labels().isEmpty() && !fields.labels().contains(value)) {
      throw place.problem("the field %s is %s; it must be one of the labels %s%s"
          .formatted(
              Place.quote(name),
              Place.quote(value),
              Place.quote(fields.labels()),
              Place.didYouMean(value, fields.labels())));
    }
    return value;
  }

  private String id(Place place, Row row) {
    String name = fields.id().orElse(Fields.DEFAULT_ID);
    if (fields.id().isEmpty()) {
      boolean here = row.values().containsKey(name);
      if (hasIds == null) {
        hasIds = here;
      }
      // Half of the examples named by an id and half by a line is a slip, not a wish.
      if (hasIds != here) {
        throw place.problem(
            "the field %s is %s here, but not on line %d; give every line one, or none"
                .formatted(Place.quote(name), here ? "present" : "missing", firstLine));
      }
      if (!here) {
        return "line-" + row.line();
      }
    }
    String id = required(place, row, name);
    long before = seen.add(id, row.line());
    if (before != 0) {
      throw place.problem("the id %s stands on line %d already; ids must be unique"
          .formatted(Place.quote(id), before));
    }
    return id;
  }

  @Override
  public void close() {
    rows.close();
  }
}
