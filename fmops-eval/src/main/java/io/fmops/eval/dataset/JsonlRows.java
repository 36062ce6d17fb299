package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Lines: one JSON object a line; blank lines do not count. */
final class JsonlRows implements Row.Source {

  /** Makes of a line's object the values by name that examples are made of. */
  @FunctionalInterface
  interface Shape {
    Map<String, @Nullable String> values(ObjectNode line, Place place);
  }

  private final Place file;
  private final Utf8Lines lines;
  private final Shape shape;

  JsonlRows(Path path, Fields fields) {
    this(path, (line, place) -> values(line, fields));
  }

  JsonlRows(Path path, Shape shape) {
    this.file = Place.of(path);
    this.lines = new Utf8Lines(path);
    this.shape = shape;
  }

  @Override
  public @Nullable Row next() {
    String line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    Place place = file.at(lines.number());
    return row(shape.values(object(line, place), place), place);
  }

  static Row row(Map<String, @Nullable String> values, Place place) {
    values.forEach((name, value) -> {
      if (value != null && Json.hasHalfCharacter(value)) {
        throw place.problem("the field %s has half a character, an escape such as \\ud83d alone;"
                .formatted(Place.quote(name))
            + " write characters beyond \\uffff as pairs of escapes, or as they are");
      }
    });
    return new Row(place.line(), values);
  }

  static ObjectNode object(String line, Place place) {
    JsonNode node;
    try {
      node = Json.READER.readTree(line);
    } catch (MismatchedInputException e) {
      throw place.problem("there is more text after the JSON object; write one object a line", e);
    } catch (JsonProcessingException e) {
      throw place.problem(
          "broken JSON at column %d (%s); write one JSON object a line"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr(), Json.reason(e)),
          e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw place.problem("this is a JSON %s; write one JSON object a line, such as {\"text\": ...}"
        .formatted(node.getNodeType().name().toLowerCase(Locale.ROOT)));
  }

  /** All properties as they are called, and what the pointers lead to. */
  static Map<String, @Nullable String> values(ObjectNode line, Fields fields) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : line.properties()) {
      values.put(property.getKey(), Json.text(property.getValue()));
    }
    for (Map.Entry<String, JsonPointer> named : fields.pointers().entrySet()) {
      JsonNode found = line.at(named.getValue());
      if (found.isMissingNode()) {
        values.remove(named.getKey());
      } else {
        values.put(named.getKey(), Json.text(found));
      }
    }
    return values;
  }

  @Override
  public String whyEmpty() {
    return "the file has no examples; write one JSON object a line";
  }

  @Override
  public void close() {
    lines.close();
  }
}
