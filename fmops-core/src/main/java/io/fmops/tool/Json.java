package io.fmops.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The one way in which JSON that a model wrote is read. */
final class Json {

  /** Deeper than any schema that a model fills; far from the end of any stack. */
  static final int MAX_DEPTH = 100;

  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Names are not interned: they are the model's, and the JVM would keep them for ever. */
  static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build())
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  private Json() {}

  /** Reads a text that is one JSON value and nothing else. */
  static JsonNode read(String text) {
    JsonNode node;
    try {
      node =
          MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    } catch (NumberFormatException e) {
      throw tooLarge();
    }
    if (node == null || node instanceof MissingNode) {
      throw new JsonMismatchException(
          JsonPath.ROOT, "there is nothing; expected a JSON object", "there is nothing", 0);
    }
    return node;
  }

  /** An exponent that not even a BigDecimal has. */
  static JsonMismatchException tooLarge() {
    String problem = "a number is too large; expected one that can be calculated with";
    return new JsonMismatchException(JsonPath.ROOT, problem, problem, 0);
  }

  static JsonMismatchException notJson(JsonProcessingException e) {
    // The parser stands behind the char that it does not like.
    long place = e.getLocation() == null ? 0 : e.getLocation().getCharOffset() - 1;
    int offset = (int) Math.min(Math.max(0, place), Integer.MAX_VALUE);
    if (e instanceof StreamConstraintsException) {
      String problem =
          "too large or nested deeper than " + MAX_DEPTH + "; expected a flatter JSON object";
      return new JsonMismatchException(JsonPath.ROOT, problem, problem, offset);
    }
    String where = e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    String problem =
        "not valid JSON" + where + ": a syntax error, a cut-off end or a duplicate key";
    return new JsonMismatchException(
        JsonPath.ROOT, problem, "not valid JSON" + where + ": " + e.getOriginalMessage(), offset);
  }

  /** What a value is, without telling the value. */
  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NULL -> "null";
      default -> "nothing";
    };
  }
}
