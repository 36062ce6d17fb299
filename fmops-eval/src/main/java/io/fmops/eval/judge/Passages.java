package io.fmops.eval.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Example;
import io.fmops.model.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the passages are that an answer was to be made of. */
@FunctionalInterface
interface Passages {

  JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** In the order of the search; the response is absent outside of a run. */
  List<String> of(Example example, Optional<GenerateResponse> response);

  /** Those in a field: a list in JSON, of texts or of objects with a "text", or one text. */
  static Passages inField(String field) {
    return (example, response) -> read(example.field(field));
  }

  private static List<String> read(String value) {
    if (value.isBlank()) {
      return List.of();
    }
    try {
      JsonNode node = value.strip().startsWith("[") ? JSON.readTree(value) : null;
      if (node != null && node.isArray()) {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : node) {
          JsonNode text = entry.isObject() ? entry.path("text") : entry;
          if (!text.isTextual()) {
            return List.of(value);
          }
          texts.add(text.textValue());
        }
        return List.copyOf(texts);
      }
    } catch (JsonProcessingException e) {
      // A text that begins with a bracket.
    }
    return List.of(value);
  }
}
