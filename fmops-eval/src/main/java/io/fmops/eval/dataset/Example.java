package io.fmops.eval.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One example of an evaluation dataset: what goes into a prompt, and, where there are any, the
 * answers that are hoped for. Immutable and thread-safe.
 *
 * @param id names the example; unique in its dataset
 * @param fields the inputs by name, in the order of the dataset; JSON values that are no text stand
 *     as JSON
 * @param references the labels or reference answers, each as good as the others; empty if there are
 *     none
 * @param tags what the example is an instance of, such as {@code language=ja}; results can be
 *     looked at by tag, and rows that share a source be told by one. Tags do not go into a prompt.
 * @param assertions what an answer to this very example must be like, which does not go into a
 *     prompt either; mostly {@link Assertions#NONE}
 */
public record Example(
    String id,
    Map<String, String> fields,
    List<String> references,
    Map<String, String> tags,
    Assertions assertions) {

  /** Copies the fields, the references and the tags. */
  public Example {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(assertions, "assertions");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    references = List.copyOf(references);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /**
   * An example without assertions.
   *
   * @param id names the example; unique in its dataset
   * @param fields the inputs by name
   * @param references the labels or reference answers
   * @param tags what the example is an instance of
   */
  public Example(
      String id, Map<String, String> fields, List<String> references, Map<String, String> tags) {
    this(id, fields, references, tags, Assertions.NONE);
  }

  /**
   * An example without tags.
   *
   * @param id names the example; unique in its dataset
   * @param fields the inputs by name
   * @param reference the label or reference answer, if there is one
   */
  public Example(String id, Map<String, String> fields, Optional<String> reference) {
    this(id, fields, reference.stream().toList(), Map.of());
  }

  /**
   * The label or the first reference answer.
   *
   * @return the reference, if there is any
   */
  public Optional<String> reference() {
    return references.stream().findFirst();
  }

  /**
   * One tag.
   *
   * @param name the tag's name
   * @return its value, if the example has that tag
   */
  public Optional<String> tag(String name) {
    return Optional.ofNullable(tags.get(name));
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
