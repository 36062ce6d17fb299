package io.fmops.examples;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places that the example knows, in one language. */
final class Places {

  private final List<Place> places = new ArrayList<>();

  /**
   * Reads them.
   *
   * @param column the column of the names: name or japanese
   */
  Places(Path csv, String column) {
    Fields fields = Fields.of("name", "japanese", "latitude", "longitude");
    try (Stream<Example> rows = Dataset.csv(csv, fields).examples()) {
      rows.forEach(row -> places.add(new Place(
          row.field(column),
          Double.parseDouble(row.field("latitude")),
          Double.parseDouble(row.field("longitude")))));
    }
  }

  /** The place that a text names first. */
  Place in(String text) {
    return places.stream()
        .filter(place -> text.contains(place.name()))
        .min(java.util.Comparator.comparingInt(place -> text.indexOf(place.name())))
        .orElseThrow(() -> new NoSuchElementException("the answer names none of the places "
            + places.stream().map(Place::name).collect(Collectors.joining(", "))));
  }
}
