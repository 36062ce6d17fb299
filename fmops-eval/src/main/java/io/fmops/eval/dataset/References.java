package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the references of rows, however they are written. Stateless but for the fields. */
final class References {

  private final Fields fields;
  private final Pattern separator;

  References(Fields fields) {
    this.fields = fields;
    this.separator = Pattern.compile(Pattern.quote(fields.separator()));
  }

  /** The references of a row, each once, in their order. */
  List<String> of(Place place, Row row) {
    Set<String> found = new LinkedHashSet<>();
    boolean several = fields.references().size() > 1;
    for (String name : fields.references()) {
      if (row.lacks(name) && (several || fields.referencesOptional())) {
        continue;
      }
      String value = row.required(place, name, fields);
      for (String reference : split(place, name, value)) {
        found.add(label(place, name, reference));
      }
    }
    if (found.isEmpty() && several && !fields.referencesOptional()) {
      throw place.problem("none of the fields %s has a value; at least one reference is needed"
          .formatted(Place.quote(fields.references())));
    }
    return List.copyOf(found);
  }

  private List<String> split(Place place, String name, String value) {
    return switch (fields.writing()) {
      case ONE -> List.of(value);
      case LIST -> list(place, name, value);
      case SEPARATED -> separated(place, name, value);
    };
  }

  private List<String> list(Place place, String name, String value) {
    JsonNode array;
    try {
      array = Json.READER.readTree(value);
    } catch (JsonProcessingException e) {
      throw noList(place, name, value);
    }
    if (!array.isArray()) {
      throw noList(place, name, value);
    }
    if (array.isEmpty() && !fields.referencesOptional()) {
      throw place.problem("the field %s is an empty list; it needs at least one reference"
          .formatted(Place.quote(name) + fields.origin(name)));
    }
    List<String> references = new ArrayList<>();
    for (JsonNode item : array) {
      String reference = Json.text(item);
      if (reference == null || reference.isBlank()) {
        throw place.problem("item %d of the field %s is %s; a reference needs a text"
            .formatted(
                references.size() + 1,
                Place.quote(name) + fields.origin(name),
                reference == null ? "null" : "blank"));
      }
      references.add(reference);
    }
    return references;
  }

  private DatasetException noList(Place place, String name, String value) {
    return place.problem(
        "the field %s is %s; it must be a JSON array of references, such as [\"UK\", \"England\"]"
            .formatted(Place.quote(name) + fields.origin(name), Place.quote(value)));
  }

  private List<String> separated(Place place, String name, String value) {
    List<String> references = new ArrayList<>();
    for (String part : separator.split(value, -1)) {
      if (part.isBlank()) {
        throw place.problem("the field %s is %s; each side of %s needs a reference"
            .formatted(
                Place.quote(name) + fields.origin(name),
                Place.quote(value),
                Place.quote(fields.separator())));
      }
      references.add(part.strip());
    }
    return references;
  }

  private String label(Place place, String name, String value) {
    if (!fields.labels().isEmpty() && !fields.labels().contains(value)) {
      throw place.problem("the field %s is %s; it must be one of the labels %s%s"
          .formatted(
              Place.quote(name) + fields.origin(name),
              Place.quote(value),
              Place.quote(fields.labels()),
              Place.didYouMean(value, fields.labels())));
    }
    return value;
  }
}
