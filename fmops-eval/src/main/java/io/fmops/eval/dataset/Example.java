package io.fmops.eval.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One example of an evaluation dataset: what goes into a prompt, and, where there is one, the
 * answer that is hoped for. Immutable and thread-safe.
 *
 * @param id names the example; unique in its dataset
 * @param fields the inputs by name, in the order of the dataset; JSON values that are no text stand
 *     as JSON
 * @param reference the label or reference answer, if there is one
 */
public record Example(String id, Map<String, String> fields, Optional<String> reference) {

  /** Copies the fields. */
  public Example {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(reference, "reference");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * One input.
   *
   * @param name the field's name
   * @return its text
   * @throws IllegalArgumentException if the example has no such field; the message lists those it
   *     has
   */
  public String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "example %s has no field \"%s\"; it has %s".formatted(id, name, fields.keySet()));
    }
    return value;
  }
}
