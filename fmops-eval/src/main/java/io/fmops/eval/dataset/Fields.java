package io.fmops.eval.dataset;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says which fields of a dataset's file mean what: the inputs that every example must have, the id,
 * and the reference answer. Immutable and thread-safe; every {@code with} method gives a new value.
 *
 * <pre>{@code
 * Fields.of("text").withLabel("sentiment", List.of("positive", "negative"))
 * Fields.of("article").withId("key").withReference("summary")
 * }</pre>
 *
 * <p>Without {@link #withId}, the field {@code id} names the examples if the first one has it; if
 * not, they are named after their lines: {@code line-12}. All other fields of the file become
 * fields of the {@link Example} too, except the id and the reference, so that an answer cannot slip
 * into a prompt.
 */
public final class Fields {

  static final String DEFAULT_ID = "id";

  private final Set<String> inputs;
  private final Optional<String> id;
  private final Optional<String> reference;
  private final Set<String> labels;

  private Fields(
      Set<String> inputs, Optional<String> id, Optional<String> reference, Set<String> labels) {
    this.inputs = inputs;
    this.id = id;
    this.reference = reference;
    this.labels = labels;
    if (reference.isPresent() && inputs.contains(reference.get())) {
      throw new IllegalArgumentException(
          "\"%s\" is an input and the reference; the reference must be hidden from the prompt"
              .formatted(reference.get()));
    }
    if (reference.isPresent() && reference.get().equals(id.orElse(DEFAULT_ID))) {
      throw new IllegalArgumentException(
          "\"%s\" is the id and the reference; use two fields".formatted(reference.get()));
    }
  }

  /**
   * The inputs that every example must have, with a value that is not blank.
   *
   * @param inputs field names, none twice; none at all if any field may be missing
   * @return the fields, with the default id and without a reference
   * @throws IllegalArgumentException if a name is blank or comes twice
   */
  public static Fields of(String... inputs) {
    return new Fields(
        distinct("field", List.of(inputs)), Optional.empty(), Optional.empty(), Set.of());
  }

  /**
   * Takes the ids of the examples from a field, which every example must have.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank or the reference's
   */
  public Fields withId(String field) {
    return new Fields(inputs, Optional.of(named(field)), reference, labels);
  }

  /**
   * Takes the reference answers from a field, which every example must have.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, an input's, or the id's
   */
  public Fields withReference(String field) {
    return new Fields(inputs, id, Optional.of(named(field)), Set.of());
  }

  /**
   * Takes the reference answers from a field that holds one of a few labels. A value that is none
   * of them, to the letter, is an error.
   *
   * @param field the field's name
   * @param allowed the labels, at least one, none blank and none twice
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, an input's, or the id's, or if the
   *     labels are none, blank, or not distinct
   */
  public Fields withLabel(String field, Collection<String> allowed) {
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException("no labels; name those that the field may hold");
    }
    return new Fields(inputs, id, Optional.of(named(field)), distinct("label", allowed));
  }

  /**
   * The required inputs.
   *
   * @return field names in the order given; may be empty
   */
  public Set<String> inputs() {
    return inputs;
  }

  /**
   * The field that names the examples.
   *
   * @return the field's name, or empty for the default
   */
  public Optional<String> id() {
    return id;
  }

  /**
   * The field that holds the reference.
   *
   * @return the field's name, or empty if the examples have no references
   */
  public Optional<String> reference() {
    return reference;
  }

  /**
   * What the reference may be.
   *
   * @return the labels in the order given; empty if any text is allowed
   */
  public Set<String> labels() {
    return labels;
  }

  private static String named(String field) {
    Objects.requireNonNull(field, "field");
    if (field.isBlank()) {
      throw new IllegalArgumentException("a field's name is blank");
    }
    return field;
  }

  private static Set<String> distinct(String kind, Collection<String> names) {
    Set<String> set = new LinkedHashSet<>();
    for (String name : names) {
      Objects.requireNonNull(name, kind);
      if (name.isBlank()) {
        throw new IllegalArgumentException("a %s is blank".formatted(kind));
      }
      if (!set.add(name)) {
        throw new IllegalArgumentException("the %s \"%s\" is given twice".formatted(kind, name));
      }
    }
    return Collections.unmodifiableSet(set);
  }
}
