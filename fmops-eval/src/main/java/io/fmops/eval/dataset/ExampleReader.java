package io.fmops.eval.dataset;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes examples of rows, and refuses those that do not have what the dataset promises. */
final class ExampleReader implements Closeable {

  private final Place file;
  private final Fields fields;
  private final Row.Source rows;
  private final SeenIds seen = new SeenIds();
  private @Nullable Boolean hasIds;
  private long firstLine;
  private final References references;
  private final Set<String> missingTags;
  private Set<String> names = Set.of();

  ExampleReader(Place file, Fields fields, Row.Source rows) {
    this.file = file.in(rows.unit());
    this.fields = fields;
    this.rows = rows;
    this.references = new References(fields);
    this.missingTags = fields.tagsOptional() ? Set.of() : new LinkedHashSet<>(fields.tags());
  }

  /** The next example, or null at the end. */
  @Nullable
  Example next() {
    Row row = rows.next();
    if (row == null) {
      if (firstLine == 0) {
        throw file.problem(rows.whyEmpty());
      }
      missingTags();
      return null;
    }
    if (firstLine == 0) {
      firstLine = row.line();
      names = row.values().keySet();
    }
    Place place = file.at(row.line());
    for (String input : fields.inputs()) {
      row.required(place, input, fields);
    }
    List<String> found = references.of(place, row);
    String id = id(place, row);
    Map<String, String> inputs = new LinkedHashMap<>();
    row.values().forEach((name, value) -> {
      if (value != null && !fields.hidden(name)) {
        inputs.put(name, value);
      }
    });
    return new Example(id, inputs, found, tags(row), assertions(place, row));
  }

  private Map<String, String> tags(Row row) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String name : fields.tags()) {
      if (!row.lacks(name)) {
        tags.put(name, String.valueOf(row.values().get(name)));
        if (!missingTags.isEmpty()) {
          missingTags.remove(name);
        }
      }
    }
    return tags;
  }

  /** A tag that nobody has is a misspelt one. */
  private void missingTags() {
    if (!missingTags.isEmpty()) {
      String name = missingTags.iterator().next();
      throw file.problem("no example has the field %s, which should be a tag; the fields are %s%s"
          .formatted(
              Place.quote(name) + fields.origin(name),
              Place.quote(names),
              Place.didYouMean(name, names)));
    }
  }

  private Assertions assertions(Place place, Row row) {
    String name = fields.assertions().orElse(null);
    String json = name == null || row.lacks(name) ? null : row.values().get(name);
    if (name == null || json == null) {
      return Assertions.NONE;
    }
    try {
      return Assertions.parse(json);
    } catch (IllegalArgumentException e) {
      throw place.problem("the field %s: %s".formatted(Place.quote(name), e.getMessage()), e);
    }
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
        throw place.problem("the field %s is %s here, but not on %s %d; give every %s one, or none"
            .formatted(
                Place.quote(name),
                here ? "present" : "missing",
                rows.unit(),
                firstLine,
                rows.unit()));
      }
      if (!here) {
        return rows.unit() + "-" + row.line();
      }
    }
    String id = row.required(place, name, fields);
    long before = seen.add(id, row.line());
    if (before != 0) {
      throw place.problem("the id %s stands on %s %d already; ids must be unique"
          .formatted(Place.quote(id), rows.unit(), before));
    }
    return id;
  }

  @Override
  public void close() {
    rows.close();
  }
}
