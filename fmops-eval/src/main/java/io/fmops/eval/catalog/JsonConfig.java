package io.fmops.eval.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON with the lines of its values. Stateless. */
final class JsonConfig {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonConfig() {}

  /** The value; the text begins in the given line of the file. */
  static Config read(String text, Path file, int firstLine) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new Origin(file, firstLine).problem("there is no JSON in it");
      }
      Config value = value(parser, file, firstLine, 0);
      if (parser.nextToken() != null) {
        throw at(parser, file, firstLine).problem("there is more text after the JSON");
      }
      return value;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new Origin(file, firstLine + line - 1)
          .problem("broken JSON (%s)".formatted(Origin.clean(reason(e), 160)), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  /** Jackson's first words; what follows repeats the place. */
  private static String reason(JsonProcessingException e) {
    return e.getOriginalMessage().replaceFirst("(?s) \\((start marker|for (Array|Object)).*", "");
  }

  private static Config value(JsonParser parser, Path file, int firstLine, int depth)
      throws IOException {
    Origin at = at(parser, file, firstLine);
    if (depth > YamlConfig.MAX_DEPTH) {
      throw at.problem("values are nested deeper than %d levels".formatted(YamlConfig.MAX_DEPTH));
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Config> entries = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        entries.put(key, value(parser, file, firstLine, depth + 1));
      }
      return new Config.Entries(at, Collections.unmodifiableMap(entries));
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Config> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, file, firstLine, depth + 1));
      }
      return new Config.Items(at, Collections.unmodifiableList(items));
    }
    return new Config.Scalar(at, scalar(parser));
  }

  private static JsonNode scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> JSON.textNode(parser.getText());
      case VALUE_NUMBER_INT -> JSON.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_TRUE, VALUE_FALSE -> JSON.booleanNode(parser.getBooleanValue());
      default -> JSON.nullNode();
    };
  }

  private static Origin at(JsonParser parser, Path file, int firstLine) {
    return new Origin(file, firstLine + parser.currentTokenLocation().getLineNr() - 1);
  }
}
