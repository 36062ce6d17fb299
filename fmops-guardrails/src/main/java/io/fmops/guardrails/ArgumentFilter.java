package io.fmops.guardrails;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Filters the arguments of a tool call: each text, field name and number in the JSON by itself, so
 * that the JSON stays JSON; arguments that are no JSON, or JSON in which readers may see different
 * things, as one text. The same text is looked at once. For one tool call; not thread-safe.
 */
final class ArgumentFilter {

  /** A token with its text as it was written, but for the escapes of strings. */
  private record Token(JsonToken kind, String text) {}

  private static final JsonFactory JSON = JsonFactory.builder()
      // Of two fields of one name each reader takes another one.
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      // The names are a model's: a shared table of them is nothing but a way to attack it.
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      .build();

  private final Supplier<TextFilter> filters;
  private final Restorer restorer;
  private final Map<String, String> done = new HashMap<>();
  private @Nullable Action stop;

  /**
   * A filter.
   *
   * @param filters each for one text
   * @param restorer brings originals back; made before anything is replaced here, which stays
   *     replaced
   */
  ArgumentFilter(Supplier<TextFilter> filters, Restorer restorer) {
    this.filters = filters;
    this.restorer = restorer;
  }

  Optional<Action> stop() {
    return Optional.ofNullable(stop);
  }

  /** The arguments as they may leave: as they were written if nothing was changed. */
  String filtered(String arguments) throws InterruptedException {
    if (arguments.isBlank()) {
      return arguments;
    }
    List<Token> tokens = tokens(arguments);
    if (tokens.isEmpty()) {
      return broken(arguments);
    }
    List<Token> passed = new ArrayList<>(tokens.size());
    for (Token token : tokens) {
      passed.add(passed(token));
      if (stop != null) {
        return "";
      }
    }
    if (passed.equals(tokens)) {
      return arguments;
    }
    return collapses(passed) ? broken(arguments) : written(passed);
  }

  /** The tokens of one value; none if it is not one value of well-formed JSON. */
  private static List<Token> tokens(String arguments) {
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    int values = 0;
    try (JsonParser parser = JSON.createParser(arguments)) {
      for (JsonToken kind = parser.nextToken(); kind != null; kind = parser.nextToken()) {
        depth -= kind.isStructEnd() ? 1 : 0;
        values += depth == 0 && !kind.isStructEnd() ? 1 : 0;
        depth += kind.isStructStart() ? 1 : 0;
        tokens.add(new Token(kind, parser.getText()));
      }
    } catch (IOException e) {
      return List.of();
    }
    return values == 1 ? tokens : List.of();
  }

  private Token passed(Token token) throws InterruptedException {
    boolean text = token.kind == JsonToken.VALUE_STRING || token.kind == JsonToken.FIELD_NAME;
    if (!text && !token.kind.isNumeric()) {
      return token;
    }
    String passed = done.get(token.text);
    if (passed == null) {
      passed = restorer.whole(filter(token.text));
      done.put(token.text, passed);
    }
    if (passed.equals(token.text)) {
      return token;
    }
    return new Token(text ? token.kind : JsonToken.VALUE_STRING, passed);
  }

  /** Whether two fields of an object have one name now. */
  private static boolean collapses(List<Token> tokens) {
    Deque<Set<String>> names = new ArrayDeque<>();
    for (Token token : tokens) {
      if (token.kind == JsonToken.START_OBJECT) {
        names.push(new HashSet<>());
      } else if (token.kind == JsonToken.END_OBJECT) {
        names.pop();
      } else if (token.kind == JsonToken.FIELD_NAME && !names.element().add(token.text)) {
        return true;
      }
    }
    return false;
  }

  private static String written(List<Token> tokens) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      for (Token token : tokens) {
        switch (token.kind) {
          case START_OBJECT -> json.writeStartObject();
          case END_OBJECT -> json.writeEndObject();
          case START_ARRAY -> json.writeStartArray();
          case END_ARRAY -> json.writeEndArray();
          case FIELD_NAME -> json.writeFieldName(token.text);
          case VALUE_STRING -> json.writeString(token.text);
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(token.text);
          default -> json.writeRawValue(token.text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer has no errors", e);
    }
    return out.toString();
  }

  /**
   * One text, and what a lenient reader would make of its escapes: if something has to be changed
   * in that, it is what leaves, as its places in the text as written are not known.
   */
  private String broken(String arguments) throws InterruptedException {
    String passed = filter(arguments);
    String decoded = JsonEscapes.decoded(passed);
    if (stop == null && !decoded.equals(passed)) {
      String again = filter(decoded);
      passed = again.equals(decoded) ? passed : again;
    }
    return stop == null ? restorer.whole(passed) : "";
  }

  private String filter(String text) throws InterruptedException {
    TextFilter filter = filters.get();
    String passed = filter.whole(text);
    stop = filter.stop().orElse(null);
    return passed;
  }
}
