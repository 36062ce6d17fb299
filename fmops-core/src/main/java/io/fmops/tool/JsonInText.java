package io.fmops.tool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one JSON object in a text that has a code fence or words around it. Linear time. Braces
 * in prose are passed over; what begins like an object has to be one, so that no part of a broken
 * answer is taken for the answer.
 */
final class JsonInText {

  private final char[] text;
  private int position;

  private JsonInText(String text) {
    this.text = text.toCharArray();
  }

  static JsonNode find(String text) {
    JsonInText search = new JsonInText(text);
    JsonNode found = null;
    JsonNode next;
    while ((next = search.next()) != null) {
      if (found == null || found.isEmpty()) {
        found = next;
      } else if (!next.isEmpty() && !next.equals(found)) {
        throw new JsonMismatchException(
            JsonPath.ROOT, "there are several JSON objects; expected one and nothing else");
      }
    }
    if (found == null) {
      throw new JsonMismatchException(JsonPath.ROOT, "there is no JSON object; expected one");
    }
    return found;
  }

  private @Nullable JsonNode next() {
    while (position < text.length) {
      if (text[position] == '{' && beginsAnObject(position + 1)) {
        return object();
      }
      position++;
    }
    return null;
  }

  private boolean beginsAnObject(int from) {
    int i = from;
    while (i < text.length && Character.isWhitespace(text[i])) {
      i++;
    }
    return i < text.length && (text[i] == '"' || text[i] == '}');
  }

  private JsonNode object() {
    try (JsonParser parser = Json.MAPPER.createParser(text, position, text.length - position)) {
      JsonNode node = Json.MAPPER.readTree(parser);
      position += (int) parser.currentLocation().getCharOffset();
      return node;
    } catch (JsonProcessingException e) {
      throw Json.notJson(e);
    } catch (NumberFormatException e) {
      throw Json.tooLarge();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
