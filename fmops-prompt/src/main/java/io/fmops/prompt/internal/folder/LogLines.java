package io.fmops.prompt.internal.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.prompt.Change;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalInt;

/** Versions, moves and uses as lines of JSON. Stateless. */
final class LogLines {

  private static final JsonMapper JSON = new JsonMapper();

  private LogLines() {}

  static byte[] of(VersionInfo info) {
    ObjectNode line = JSON.createObjectNode();
    line.put("version", info.number()).put("prompt", info.name()).put("sha256", info.hash());
    return bytes(change(line, info.change()));
  }

  static byte[] of(LabelMove move) {
    ObjectNode line = JSON.createObjectNode();
    line.put("label", move.label());
    move.from().ifPresent(version -> line.put("from", version));
    move.to().ifPresent(version -> line.put("to", version));
    return bytes(change(line, move.change()));
  }

  static byte[] of(PromptUse use) {
    return bytes(JSON.createObjectNode()
        .put("version", use.number())
        .put("kind", use.kind())
        .put("user", use.user())
        .put("first", use.first().toString()));
  }

  static JsonNode parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.isObject()) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      // The parser's message would have the line in it.
      throw new IllegalArgumentException("it is no JSON; has Git left a conflict there?");
    }
  }

  static VersionInfo version(JsonNode line) {
    return new VersionInfo(
        text(line, "prompt"), number(line, "version"), text(line, "sha256"), change(line));
  }

  static LabelMove move(JsonNode line, String name) {
    return new LabelMove(
        name, text(line, "label"), optional(line, "from"), optional(line, "to"), change(line));
  }

  static PromptUse use(JsonNode line, String name) {
    return new PromptUse(
        name,
        number(line, "version"),
        text(line, "kind"),
        text(line, "user"),
        instant(line, "first"));
  }

  private static ObjectNode change(ObjectNode line, Change change) {
    return line.put("who", change.who())
        .put("when", change.when().toString())
        .put("why", change.why());
  }

  private static Change change(JsonNode line) {
    return new Change(text(line, "who"), instant(line, "when"), text(line, "why"));
  }

  private static OptionalInt optional(JsonNode line, String field) {
    return line.has(field) ? OptionalInt.of(number(line, field)) : OptionalInt.empty();
  }

  private static int number(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isInt()) {
      throw new IllegalArgumentException("its field " + field + " is no whole number");
    }
    return value.intValue();
  }

  private static String text(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("it has no text in its field " + field);
    }
    return value.textValue();
  }

  private static Instant instant(JsonNode line, String field) {
    try {
      return Instant.parse(text(line, field));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("its field " + field + " is no moment", e);
    }
  }

  private static byte[] bytes(ObjectNode line) {
    try {
      return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of texts and numbers can be written", e);
    }
  }
}
