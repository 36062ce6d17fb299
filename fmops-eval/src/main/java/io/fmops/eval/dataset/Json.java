package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** JSON as datasets read it, strictly. Thread-safe. */
final class Json {

  /** Numbers keep their digits: 1.10 stays 1.10, and a long id stays the id it is. */
  static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  static final ObjectReader READER = MAPPER.reader();

  private Json() {}

  /** A value as a field of an example: text as it is, null as null, all else as JSON. */
  static @Nullable String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }

  /** Jackson's first words; what follows repeats the place or lists everything JSON allows. */
  static String reason(JsonProcessingException e) {
    return Place.clean(
        e.getOriginalMessage().replaceFirst("(?s) \\((start marker|for (Array|Object)).*", ""),
        160);
  }

  /** JSON's escapes can make text that no UTF-8 file, store or model can take. */
  static boolean hasHalfCharacter(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
