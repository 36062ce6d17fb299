package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which fields of a dataset's file mean what: the inputs that every example must have, the id,
 * the references, the tags and the assertions. Immutable and thread-safe; every {@code with} method
 * gives a new value.
 *
 * <pre>{@code
 * Fields.of("text").withLabel("sentiment", List.of("positive", "negative"))
 * Fields.of("article").withId("key").withReference("summary").withTags("language", "source")
 * Fields.of("question").withReferenceList("answers").at("answers", "/gold/answers")
 * }</pre>
 *
 * <p>Without {@link #withId}, the field {@code id} names the examples if the first one has it; if
 * not, they are named after their lines: {@code line-12}. All other fields of the file become
 * fields of the {@link Example} too, except the id, references, tags and assertions, so that an
 * answer cannot slip into a prompt. A field that is named as an input stays one, whatever else it
 * is.
 */
public final class Fields {

  static final String DEFAULT_ID = "id";

  /** How the values of the reference fields are written. */
  enum Writing {
    /** Each value is one reference. */
    ONE,
    /** Each value is a JSON array of references. */
    LIST,
    /** Each value is references with a separator between them. */
    SEPARATED
  }

  private final Set<String> inputs;
  private Optional<String> id = Optional.empty();
  private Set<String> references = Set.of();
  private Writing writing = Writing.ONE;
  private String separator = "";
  private boolean referencesOptional;
  private Set<String> labels = Set.of();
  private Set<String> tags = Set.of();
  private boolean tagsOptional;
  private Optional<String> assertions = Optional.empty();
  private Map<String, JsonPointer> pointers = Map.of();

  /** The top-level fields that the pointers lead into. */
  private Set<String> insides = Set.of();

  private Fields(Set<String> inputs) {
    this.inputs = inputs;
  }

  /** A copy to be changed by a {@code with} method before anyone else sees it. */
  private Fields copy() {
    Fields copy = new Fields(inputs);
    copy.id = id;
    copy.references = references;
    copy.writing = writing;
    copy.separator = separator;
    copy.referencesOptional = referencesOptional;
    copy.labels = labels;
    copy.tags = tags;
    copy.tagsOptional = tagsOptional;
    copy.assertions = assertions;
    copy.pointers = pointers;
    copy.insides = insides;
    return copy;
  }

  private Fields checked() {
    for (String reference : references) {
      if (inputs.contains(reference)) {
        throw new IllegalArgumentException(
            "\"%s\" is an input and the reference; the reference must be hidden from the prompt"
                .formatted(reference));
      }
      if (reference.equals(id.orElse(DEFAULT_ID))) {
        throw new IllegalArgumentException(
            "\"%s\" is the id and the reference; use two fields".formatted(reference));
      }
    }
    String checks = assertions.orElse(null);
    if (checks != null
        && (inputs.contains(checks)
            || references.contains(checks)
            || tags.contains(checks)
            || checks.equals(id.orElse(DEFAULT_ID)))) {
      throw new IllegalArgumentException(
          "\"%s\" has the assertions and means something else, too; use two fields"
              .formatted(checks));
    }
    return this;
  }

  /**
   * The inputs that every example must have, with a value that is not blank.
   *
   * @param inputs field names, none twice; none at all if any field may be missing
   * @return the fields, with the default id and without a reference
   * @throws IllegalArgumentException if a name is blank or comes twice
   */
  public static Fields of(String... inputs) {
    return new Fields(distinct("field", List.of(inputs)));
  }

  /**
   * Takes the ids of the examples from a field, which every example must have.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank or the reference's
   */
  public Fields withId(String field) {
    Fields copy = copy();
    copy.id = Optional.of(named(field));
    return copy.checked();
  }

  /**
   * Takes the reference answers from a field, which every example must have, each value being one
   * reference.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, an input's, or the id's
   */
  public Fields withReference(String field) {
    return withReferences(field);
  }

  /**
   * Takes the reference answers from several fields, each value being one reference. Where some of
   * the fields are missing, null or blank, the others count; every example must have at least one.
   *
   * @param fields the fields' names, at least one, none twice
   * @return new fields
   * @throws IllegalArgumentException if there is no name, one is blank, comes twice, or is an
   *     input's or the id's
   */
  public Fields withReferences(String... fields) {
    return references(distinct("field", Arrays.asList(fields)), Writing.ONE, "", Set.of());
  }

  /**
   * Takes the reference answers from a field that holds a JSON array of them, such as {@code ["UK",
   * "England"]}; in CSV the cell has the array's text. Every example must have at least one.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, an input's, or the id's
   */
  public Fields withReferenceList(String field) {
    return references(Set.of(named(field)), Writing.LIST, "", Set.of());
  }

  /**
   * Takes the reference answers from a field that holds them with a separator between, such as
   * fmeval's <code>UK&lt;OR&gt;England</code>. White space around a reference does not belong to
   * it.
   *
   * @param field the field's name
   * @param separator what stands between references
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, an input's, or the id's, or the
   *     separator is blank
   */
  public Fields withSeparatedReferences(String field, String separator) {
    if (separator.isBlank()) {
      throw new IllegalArgumentException("the separator of references is blank");
    }
    return references(Set.of(named(field)), Writing.SEPARATED, separator, Set.of());
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
    return references(Set.of(named(field)), Writing.ONE, "", distinct("label", allowed));
  }

  private Fields references(Set<String> names, Writing way, String between, Set<String> allowed) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no fields; name those that hold the references");
    }
    Fields copy = copy();
    copy.references = names;
    copy.writing = way;
    copy.separator = between;
    copy.labels = allowed;
    return copy.checked();
  }

  /**
   * Lets examples have no reference: where the reference's field is missing, null, blank or an
   * empty list, there is none.
   *
   * @return new fields
   * @throws IllegalArgumentException if no reference field was named before
   */
  public Fields withOptionalReferences() {
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          "no field holds references; name it before saying that it may be missing");
    }
    Fields copy = copy();
    copy.referencesOptional = true;
    return copy.checked();
  }

  /**
   * Takes the {@linkplain Example#tags() tags} of the examples from fields, each named as its
   * field. An example in which the field is missing, null or blank does not have that tag; that no
   * example has the field is an error.
   *
   * @param fields the fields' names, none twice
   * @return new fields
   * @throws IllegalArgumentException if a name is blank or comes twice
   */
  public Fields withTags(String... fields) {
    Fields copy = copy();
    copy.tags = distinct("tag", Arrays.asList(fields));
    copy.tagsOptional = false;
    return copy.checked();
  }

  /** Tags that all examples may be without, in a format that has them but need not use them. */
  Fields withOptionalTags(String... fields) {
    Fields copy = withTags(fields);
    copy.tagsOptional = true;
    return copy;
  }

  /**
   * Takes the {@linkplain Example#assertions() assertions} of the examples from a field that holds
   * them as JSON, in the form that {@link Assertions#parse} reads; in CSV the cell has the JSON's
   * text. Where the field is missing, null or blank, there are none.
   *
   * @param field the field's name
   * @return new fields
   * @throws IllegalArgumentException if the name is blank, or the field means something else, too
   */
  public Fields withAssertions(String field) {
    Fields copy = copy();
    copy.assertions = Optional.of(named(field));
    return copy.checked();
  }

  /**
   * Takes a field from inside of nested JSON. The top-level field that the pointer leads into does
   * not become a field of the example unless it is named as an input; a value that the pointer does
   * not lead to is missing. For JSON Lines and Parquet.
   *
   * @param field how the field is called from here on
   * @param pointer a JSON Pointer (RFC 6901) from the line's object, such as
   *     {@code /gold/answers/0}
   * @return new fields
   * @throws IllegalArgumentException if the name is blank or the pointer is none
   */
  public Fields at(String field, String pointer) {
    JsonPointer compiled;
    try {
      compiled = JsonPointer.compile(pointer);
    } catch (IllegalArgumentException e) {
      compiled = JsonPointer.empty();
    }
    if (compiled.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no JSON Pointer; write one such as /gold/answers/0".formatted(pointer));
    }
    Map<String, JsonPointer> more = new LinkedHashMap<>(pointers);
    more.put(named(field), compiled);
    Fields copy = copy();
    copy.pointers = Collections.unmodifiableMap(more);
    copy.insides = more.values().stream()
        .map(JsonPointer::getMatchingProperty)
        .collect(Collectors.toUnmodifiableSet());
    return copy.checked();
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
   * The fields that hold the references.
   *
   * @return field names in the order given; empty if the examples have no references
   */
  public Set<String> references() {
    return references;
  }

  /**
   * What the references may be.
   *
   * @return the labels in the order given; empty if any text is allowed
   */
  public Set<String> labels() {
    return labels;
  }

  /**
   * The fields that hold the tags.
   *
   * @return field names in the order given; may be empty
   */
  public Set<String> tags() {
    return tags;
  }

  /**
   * The field that holds the assertions.
   *
   * @return the field's name, if there is one
   */
  public Optional<String> assertions() {
    return assertions;
  }

  Writing writing() {
    return writing;
  }

  String separator() {
    return separator;
  }

  boolean tagsOptional() {
    return tagsOptional;
  }

  boolean referencesOptional() {
    return referencesOptional;
  }

  Map<String, JsonPointer> pointers() {
    return pointers;
  }

  /** All that a file with fixed columns must have. */
  Set<String> required() {
    Set<String> names = new LinkedHashSet<>(inputs);
    id.ifPresent(names::add);
    names.addAll(references);
    names.addAll(tags);
    assertions.ifPresent(names::add);
    return names;
  }

  /** Whether a field of the file is kept out of the example's fields. */
  boolean hidden(String name) {
    return !inputs.contains(name)
        && (name.equals(id.orElse(DEFAULT_ID))
            || references.contains(name)
            || tags.contains(name)
            || assertions.filter(name::equals).isPresent()
            || (insides.contains(name) && !pointers.containsKey(name)));
  }

  /** Where a field comes from, for errors; nothing if it is called as in the file. */
  String origin(String name) {
    JsonPointer pointer = pointers.get(name);
    return pointer == null ? "" : " (at %s)".formatted(Place.clean(pointer.toString(), 60));
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
