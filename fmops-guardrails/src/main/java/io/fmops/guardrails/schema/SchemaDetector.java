package io.fmops.guardrails.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.JsonSchema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  public static final int MAX_DEPTH = 100;

  private static final int MAX_NUMBER = 1_000;

  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(MAX_DEPTH)
              .maxNumberLength(MAX_NUMBER)
              .maxStringLength(Integer.MAX_VALUE)
              .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build())
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  private final String name;
  private final Optional<SchemaCheck> check;

  /**
   * A detector of texts that are not JSON.
   *
   * @param name the detector's name
   */
  public SchemaDetector(String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.check = Optional.empty();
  }

  /**
   * A detector of texts that are not JSON that fits a schema.
   *
   * @param name the detector's name
   * @param schema what is wanted
   * @throws IllegalArgumentException if the schema uses a keyword that is not checked, naming it
   */
  public SchemaDetector(String name, JsonSchema schema) {
    this.name = Objects.requireNonNull(name, "name");
    try {
      this.check = Optional.of(new SchemaCheck(JSON.readTree(schema.toJson())));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the schema cannot be read: " + e.getOriginalMessage(), e);
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
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      long place = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      int start = (int) Math.min(Math.max(0, place - 1), text.length());
      return List.of(new Finding("not-json", start, text.length(), 1, name));
    } catch (NumberFormatException | ArithmeticException e) {
      // An exponent that not even a BigDecimal has.
      return List.of(new Finding("not-json", 0, text.length(), 1, name));
    }
    if (node == null || node.isMissingNode()) {
      return List.of(new Finding("not-json", 0, text.length(), 1, name));
    }
    boolean fits = check.isEmpty() || check.get().accepts(node);
    return fits ? List.of() : List.of(new Finding("schema", 0, text.length(), 1, name));
  }
}
