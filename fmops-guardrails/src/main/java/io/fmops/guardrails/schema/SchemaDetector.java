package io.fmops.guardrails.schema;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.JsonSchema;
import io.fmops.tool.JsonMismatchException;
import io.fmops.tool.SchemaCheck;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds texts that are not JSON ({@code not-json}), or JSON that does not fit a schema
 * ({@code schema}); the finding is the whole text, or what comes after the place where it stops
 * being JSON. A key that stands twice in an object, something behind the value, and nesting deeper
 * than {@value #MAX_DEPTH} are not JSON here.
 *
 * <p>Of JSON Schema it checks {@code type}, {@code enum}, {@code const}, {@code properties},
 * {@code required}, {@code additionalProperties}, {@code items}, the limits of numbers, lengths and
 * sizes, {@code multipleOf}, {@code anyOf}, {@code allOf}, {@code oneOf} and {@code not}. A schema
 * with another keyword that forbids something, such as {@code pattern} or {@code $ref}, is refused
 * rather than half checked; {@code format} is a note. Immutable and thread-safe.
 */
public final class SchemaDetector implements Detector {

  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = SchemaCheck.MAX_DEPTH;

  private final String name;
  private final SchemaCheck check;

  /**
   * A detector of texts that are not JSON.
   *
   * @param name the detector's name
   */
  public SchemaDetector(String name) {
    this(name, JsonSchema.of("{}"));
  }

  /**
   * A detector of texts that are not JSON that fits a schema.
   *
   * @param name the detector's name
   * @param schema what is wanted
   * @throws IllegalArgumentException if the schema uses a keyword or a type that is not checked,
   *     naming it
   */
  public SchemaDetector(String name, JsonSchema schema) {
    this.name = Objects.requireNonNull(name, "name");
    this.check = SchemaCheck.of(schema);
    if (!check.unchecked().isEmpty()) {
      throw new IllegalArgumentException(
          "the schema uses what is not checked: %s; leave it out".formatted(check.unchecked()));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cost cost() {
    return Cost.INSTANT;
  }

  @Override
  public boolean answersOnly() {
    return true;
  }

  @Override
  public Set<String> categories() {
    return Set.of("not-json", "schema");
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    try {
      check.check(text);
      return List.of();
    } catch (JsonMismatchException e) {
      int start = Math.min(e.offset().orElse(0), text.length());
      String category = e.offset().isPresent() ? "not-json" : "schema";
      return List.of(new Finding(category, start, text.length(), 1, name));
    }
  }
}
