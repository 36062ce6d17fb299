package io.fmops.spark;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.Example;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An example and the cells of it that are to be asked, as bytes on the way to an executor: those
 * any serializer of Spark's can carry.
 *
 * @param index the position of the example
 * @param cells numbers within the example, by repetition and then by candidate
 * @param example what is asked
 */
record Question(long index, List<Integer> cells, Example example) {

  /** Asks nothing. */
  static final Question NONE =
      new Question(0, List.of(), new Example("", Map.of(), List.of(), Map.of()));

  /** Escapes keep halves of characters, which UTF-8 cannot. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("index", index);
      json.writeArrayFieldStart("cells");
      for (int cell : cells) {
        json.writeNumber(cell);
      }
      json.writeEndArray();
      json.writeStringField("id", example.id());
      json.writePOJOField("fields", example.fields());
      json.writePOJOField("references", example.references());
      json.writePOJOField("tags", example.tags());
      if (!example.assertions().equals(Assertions.NONE)) {
        json.writeStringField("assertions", example.assertions().toJson());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  static Question of(byte[] bytes) {
    JsonNode node;
    try {
      node = JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an example did not arrive as it was sent", e);
    }
    List<Integer> cells = new ArrayList<>();
    node.path("cells").forEach(cell -> cells.add(cell.asInt()));
    List<String> references = new ArrayList<>();
    node.path("references").forEach(reference -> references.add(reference.asText()));
    return new Question(
        node.path("index").asLong(),
        cells,
        new Example(
            node.path("id").asText(),
            texts(node.path("fields")),
            references,
            texts(node.path("tags")),
            node.has("assertions")
                ? Assertions.parse(node.get("assertions").asText())
                : Assertions.NONE));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
    return texts;
  }
}
