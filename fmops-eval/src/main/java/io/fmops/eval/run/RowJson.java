package io.fmops.eval.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Latency;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.replay.ResponseCache;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A row as one line of JSON, and back. */
final class RowJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RowJson() {}

  static String write(ResultRow row) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("example", row.example().id());
      json.writeNumberField("index", row.index());
      if (row.datasetSize().isPresent()) {
        json.writeNumberField("of", row.datasetSize().getAsLong());
      }
      if (row.repetition() > 0) {
        json.writeNumberField("repetition", row.repetition());
      }
      json.writeStringField("candidate", row.candidate());
      json.writeStringField("model", row.model());
      json.writeStringField("prompt", row.prompt());
      writeTexts(json, "fields", row.example().fields());
      writeReferences(json, row.example().references());
      if (!row.example().tags().isEmpty()) {
        writeTexts(json, "tags", row.example().tags());
      }
      if (row.request().isPresent()) {
        writeRequest(json, row.request().get());
      }
      if (row.response().isPresent()) {
        writeResponse(json, row.response().get());
      }
      writeOptional(
          json, "cachedSince", row.cachedSince().map(Instant::toString).orElse(null));
      writeScores(json, row);
      if (row.cost().isPresent()) {
        json.writeStringField("cost", row.cost().get().toPlainString());
      }
      BigDecimal evaluation = row.evaluationCost().orElse(null);
      if (evaluation == null) {
        json.writeNullField("evaluationCost");
      } else if (evaluation.signum() != 0) {
        json.writeStringField("evaluationCost", evaluation.toPlainString());
      }
      writeOptional(json, "error", row.error().orElse(null));
      if (row.candidateFailed()) {
        json.writeBooleanField("candidateFailed", true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return line.toString();
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  /** One reference, the usual case, stands as text. */
  private static void writeReferences(JsonGenerator json, List<String> references)
      throws IOException {
    if (references.size() == 1) {
      json.writeStringField("reference", references.get(0));
    } else if (!references.isEmpty()) {
      json.writeArrayFieldStart("references");
      for (String reference : references) {
        json.writeString(reference);
      }
      json.writeEndArray();
    }
  }

  private static void writeRequest(JsonGenerator json, GenerateRequest request) throws IOException {
    json.writeObjectFieldStart("request");
    writeOptional(json, "system", request.system().orElse(null));
    json.writeArrayFieldStart("messages");
    for (Message message : request.messages()) {
      json.writeStartObject();
      json.writeStringField("role", word(message.role()));
      json.writeStringField("text", message.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    InferenceParameters parameters = request.parameters();
    json.writeObjectFieldStart("parameters");
    if (parameters.maxTokens().isPresent()) {
      json.writeNumberField("maxTokens", parameters.maxTokens().get());
    }
    if (parameters.temperature().isPresent()) {
      json.writeNumberField("temperature", parameters.temperature().get());
    }
    if (parameters.topP().isPresent()) {
      json.writeNumberField("topP", parameters.topP().get());
    }
    if (!parameters.stopSequences().isEmpty()) {
      json.writeArrayFieldStart("stopSequences");
      for (String stop : parameters.stopSequences()) {
        json.writeString(stop);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeResponse(JsonGenerator json, GenerateResponse response)
      throws IOException {
    json.writeStringField("output", response.text());
    json.writeStringField("servedBy", response.model().toString());
    json.writeStringField("stopReason", word(response.stopReason()));
    json.writeNumberField("latencyMillis", millis(response.latency().total()));
    Duration first = response.latency().timeToFirstToken().orElse(null);
    if (first != null) {
      json.writeNumberField("firstTokenMillis", millis(first));
    }
    json.writeObjectFieldStart("tokens");
    json.writeNumberField("input", response.usage().input());
    json.writeNumberField("output", response.usage().output());
    json.writeNumberField("cacheRead", response.usage().cacheRead());
    json.writeNumberField("cacheWrite", response.usage().cacheWrite());
    json.writeStringField("source", word(response.usage().source()));
    json.writeEndObject();
    writeOptional(json, "requestId", response.requestId().orElse(null));
    if (!response.metadata().isEmpty()) {
      writeTexts(json, "metadata", response.metadata());
    }
  }

  private static void writeScores(JsonGenerator json, ResultRow row) throws IOException {
    json.writeObjectFieldStart("scores");
    for (Score score : row.scores()) {
      json.writeFieldName(score.name());
      writeScore(json, score);
    }
    json.writeEndObject();
  }

  private static void writeScore(JsonGenerator json, Score score) throws IOException {
    if (score instanceof Score.Value value && value.reason().isEmpty()) {
      json.writeNumber(value.value());
      return;
    }
    json.writeStartObject();
    if (score instanceof Score.Value value) {
      json.writeNumberField("value", value.value());
      writeOptional(json, "reason", value.reason().orElse(null));
    } else if (score instanceof Score.Summed summed) {
      json.writeNumberField("value", summed.value());
      json.writeArrayFieldStart("parts");
      for (double part : summed.parts()) {
        json.writeNumber(part);
      }
      json.writeEndArray();
    } else if (score instanceof Score.Label label) {
      json.writeStringField("expected", label.expected());
      json.writeStringField("predicted", label.predicted());
    } else if (score instanceof Score.Unscored unscored) {
      json.writeStringField("unscored", unscored.reason());
    }
    json.writeEndObject();
  }

  private static void writeOptional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  /**
   * Reads a row back. Contents of a request other than text are not in a row.
   *
   * @throws IllegalArgumentException if the line is no row, and why
   */
  static ResultRow read(String line) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
    }
    try {
      return read(row);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // Ids and numbers complain in their own ways.
      throw new IllegalArgumentException("this is no row: " + e.getMessage(), e);
    }
  }

  private static ResultRow read(JsonNode row) {
    long index = required(row, "index").asLong(-1);
    if (index < 0 || index > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the row's \"index\" is %s; it is 0 to %d"
          .formatted(row.get("index"), Integer.MAX_VALUE));
    }
    Example example = new Example(
        text(row, "example"), texts(row.path("fields")), references(row), texts(row.path("tags")));
    return new ResultRow(
        index,
        row.path("repetition").asInt(),
        example,
        text(row, "candidate"),
        text(row, "model"),
        text(row, "prompt"),
        Optional.ofNullable(row.get("request")).map(RowJson::request),
        row.has("output") ? Optional.of(response(row)) : Optional.empty(),
        scores(required(row, "scores")),
        optional(row, "cost").map(BigDecimal::new),
        row.has("evaluationCost")
            ? optional(row, "evaluationCost").map(BigDecimal::new)
            : Optional.of(BigDecimal.ZERO),
        optional(row, "error"),
        row.path("candidateFailed").asBoolean(),
        row.has("of") ? OptionalLong.of(row.get("of").asLong()) : OptionalLong.empty());
  }

  private static JsonNode required(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the row has no \"" + name + "\"");
    }
    return value;
  }

  private static String text(JsonNode node, String name) {
    return required(node, name).asText();
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return node.hasNonNull(name) ? Optional.of(node.get(name).asText()) : Optional.empty();
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties()
        .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static List<String> references(JsonNode row) {
    List<String> references = new ArrayList<>();
    optional(row, "reference").ifPresent(references::add);
    row.path("references").forEach(reference -> references.add(reference.asText()));
    return references;
  }

  private static GenerateRequest request(JsonNode node) {
    GenerateRequest.Builder request = GenerateRequest.builder();
    optional(node, "system").ifPresent(request::system);
    for (JsonNode message : node.path("messages")) {
      request.message(new Message(
          constant(Role.class, text(message, "role")),
          List.of(ContentBlock.text(text(message, "text")))));
    }
    JsonNode parameters = node.path("parameters");
    List<String> stops = new ArrayList<>();
    parameters.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
    return request
        .parameters(new InferenceParameters(
            Optional.ofNullable(parameters.get("maxTokens")).map(JsonNode::asInt),
            Optional.ofNullable(parameters.get("temperature")).map(JsonNode::asDouble),
            Optional.ofNullable(parameters.get("topP")).map(JsonNode::asDouble),
            stops))
        .build();
  }

  private static GenerateResponse response(JsonNode row) {
    JsonNode tokens = row.path("tokens");
    Latency latency = new Latency(
        duration(required(row, "latencyMillis")),
        Optional.ofNullable(row.get("firstTokenMillis")).map(RowJson::duration),
        Optional.empty());
    return GenerateResponse.builder(ModelId.parse(text(row, "servedBy")))
        .content(List.of(ContentBlock.text(text(row, "output"))))
        .stopReason(constant(StopReason.class, text(row, "stopReason")), "")
        .usage(new TokenUsage(
            tokens.path("input").asLong(),
            tokens.path("output").asLong(),
            tokens.path("cacheRead").asLong(),
            tokens.path("cacheWrite").asLong(),
            constant(TokenUsage.Source.class, text(tokens, "source"))))
        .latency(latency)
        .notices(cached(row, latency))
        .requestId(optional(row, "requestId").orElse(null))
        .metadata(texts(row.path("metadata")))
        .build();
  }

  private static List<StreamEvent.Notice> cached(JsonNode row, Latency latency) {
    return optional(row, "cachedSince")
        .map(since -> List.of(new StreamEvent.Notice(
            ResponseCache.NOTICE, new ResponseCache.Hit(Instant.parse(since), latency))))
        .orElse(List.of());
  }

  private static Duration duration(JsonNode millis) {
    return Duration.ofNanos(Math.round(millis.asDouble() * 1e6));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  private static List<Score> scores(JsonNode node) {
    List<Score> scores = new ArrayList<>();
    node.properties().forEach(score -> scores.add(score(score.getKey(), score.getValue())));
    return scores;
  }

  private static Score score(String name, JsonNode node) {
    if (node.isNumber()) {
      return new Score.Value(name, node.asDouble());
    }
    if (node.has("unscored")) {
      return new Score.Unscored(name, text(node, "unscored"));
    }
    if (node.has("expected")) {
      return new Score.Label(name, text(node, "expected"), text(node, "predicted"));
    }
    if (!node.path("value").isNumber()) {
      throw new IllegalArgumentException(
          "the score \"%s\" is %s, which is no score".formatted(name, node));
    }
    double value = node.get("value").asDouble();
    if (!node.has("parts")) {
      return new Score.Value(name, value, optional(node, "reason"));
    }
    List<Double> parts = new ArrayList<>();
    node.get("parts").forEach(part -> parts.add(part.asDouble()));
    return new Score.Summed(name, value, parts);
  }
}
