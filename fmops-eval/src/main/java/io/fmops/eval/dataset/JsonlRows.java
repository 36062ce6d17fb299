package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Lines: one JSON object a line; blank lines do not count. */
final class JsonlRows implements Row.Source {

  // Numbers keep their digits: 1.10 stays 1.10, and a long id stays the id it is.
  private static final ObjectReader READER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build()
      .reader();

  private final Place file;
  private final Utf8Lines lines;

  JsonlRows(Path path) {
    this.file = Place.of(path);
    this.lines = new Utf8Lines(path);
  }

  @Override
  public @Nullable Row next() {
    String line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line == null ? null : new Row(lines.number(), values(line));
  }

  private Map<String, @Nullable String> values(String line) {
    Place place = file.at(lines.number());
    JsonNode node;
    try {
      node = READER.readTree(line);
    } catch (MismatchedInputException e) {
      throw place.problem("there is more text after the JSON object; write one object a line", e);
    } catch (JsonProcessingException e) {
      throw place.problem(
          "broken JSON at column %d (%s); write one JSON object a line"
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getColumnNr(), reason(e)),
          e);
    }
    if (!node.isObject()) {
      throw place.problem("this is a JSON %s; write one JSON object a line, such as {\"text\": ...}"
          .formatted(node.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String text = text(property.getValue());
      if (text != null && hasHalfCharacter(text)) {
        throw place.problem("the field %s has half a character, an escape such as \\ud83d alone;"
                .formatted(Place.quote(property.getKey()))
            + " write characters beyond \\uffff as pairs of escapes, or as they are");
      }
      values.put(property.getKey(), text);
    }
    return values;
  }

  /** JSON's escapes can make text that no UTF-8 file, store or model can take. */
  private static boolean hasHalfCharacter(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static @Nullable String text(JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }

  /** Jackson's first words; what follows repeats the place or lists everything JSON allows. */
  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = message.indexOf(" (start marker");
    return Place.clean(end < 0 ? message : message.substring(0, end), 160);
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
