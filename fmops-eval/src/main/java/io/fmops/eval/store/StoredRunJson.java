package io.fmops.eval.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A stored run as JSON, and back. */
final class StoredRunJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern HALF = Pattern.compile("\\p{Cs}");

  private StoredRunJson() {}

  static String write(StoredRun run) {
    ObjectNode json = JSON.createObjectNode()
        .put("id", run.id())
        .put("at", run.at().toString())
        .put("dataset", run.dataset());
    run.version().ifPresent(version -> json.put("version", version));
    json.put("examples", run.examples()).put("currency", run.currency());
    ObjectNode labels = json.putObject("labels");
    run.labels().forEach((name, value) -> labels.put(withoutHalves(name), value));
    ArrayNode candidates = json.putArray("candidates");
    for (StoredRun.Summary summary : run.candidates()) {
      write(summary, candidates.addObject());
    }
    run.ending().ifPresent(ending -> json.put("ending", ending.name()));
    return withoutHalves(json.toPrettyString());
  }

  /**
   * Halves of characters, which no charset has, as JSON's escapes. In the names of measures, which
   * may have labels that models made up, the escapes stay, as JSON readers do not take halves
   * there.
   */
  private static String withoutHalves(String text) {
    return HALF.matcher(text)
        .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0)));
  }

  private static void write(StoredRun.Summary summary, ObjectNode json) {
    json.put("name", summary.name())
        .put("model", summary.model())
        .put("prompt", summary.prompt())
        .put("parameters", summary.parameters())
        .put("errors", summary.errors());
    ObjectNode measures = json.putObject("measures");
    summary
        .measures()
        .forEach((name, estimate) -> measures
            .putObject(withoutHalves(name))
            .put("value", estimate.value())
            .put("low", estimate.low())
            .put("high", estimate.high())
            .put("n", estimate.n()));
    summary.medianMillis().ifPresent(millis -> json.put("medianMillis", millis));
    summary.p95Millis().ifPresent(millis -> json.put("p95Millis", millis));
    summary.cost().ifPresent(cost -> json.put("cost", cost.toPlainString()));
    summary.evaluationCost().ifPresent(cost -> json.put("evaluationCost", cost.toPlainString()));
    ObjectNode unscored = json.putObject("unscored");
    summary.unscored().forEach((name, count) -> unscored.put(withoutHalves(name), count));
    summary.inputTokens().ifPresent(tokens -> json.put("inputTokens", tokens));
    summary.outputTokens().ifPresent(tokens -> json.put("outputTokens", tokens));
  }

  static StoredRun read(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
    }
    List<StoredRun.Summary> candidates = new ArrayList<>();
    required(json, "candidates").forEach(candidate -> candidates.add(summary(candidate)));
    Map<String, String> labels = new LinkedHashMap<>();
    json.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    try {
      return new StoredRun(
          required(json, "id").asText(),
          Instant.parse(required(json, "at").asText()),
          required(json, "dataset").asText(),
          Optional.ofNullable(json.get("version")).map(JsonNode::asText),
          required(json, "examples").asLong(),
          required(json, "currency").asText(),
          labels,
          candidates,
          Optional.ofNullable(json.get("ending")).map(JsonNode::asText).map(StoredRunJson::ending));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("\"at\" is no time: " + e.getParsedString(), e);
    }
  }

  private static EvaluationResult.Ending ending(String name) {
    try {
      return EvaluationResult.Ending.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"ending\" is \"%s\"; it must be one of %s"
              .formatted(name, List.of(EvaluationResult.Ending.values())),
          e);
    }
  }

  private static StoredRun.Summary summary(JsonNode json) {
    Map<String, Estimate> measures = new LinkedHashMap<>();
    json.path("measures").properties().forEach(measure -> {
      JsonNode numbers = measure.getValue();
      measures.put(
          measure.getKey(),
          new Estimate(
              required(numbers, "value").asDouble(),
              required(numbers, "low").asDouble(),
              required(numbers, "high").asDouble(),
              required(numbers, "n").asLong()));
    });
    Map<String, Long> unscored = new LinkedHashMap<>();
    json.path("unscored")
        .properties()
        .forEach(score -> unscored.put(score.getKey(), score.getValue().asLong()));
    return new StoredRun.Summary(
        required(json, "name").asText(),
        required(json, "model").asText(),
        required(json, "prompt").asText(),
        required(json, "parameters").asText(),
        required(json, "errors").asLong(),
        measures,
        Optional.ofNullable(json.get("medianMillis")).map(JsonNode::asDouble),
        Optional.ofNullable(json.get("p95Millis")).map(JsonNode::asDouble),
        cost(json, "cost"),
        cost(json, "evaluationCost"),
        unscored,
        Optional.ofNullable(json.get("inputTokens")).map(JsonNode::asLong),
        Optional.ofNullable(json.get("outputTokens")).map(JsonNode::asLong));
  }

  private static Optional<BigDecimal> cost(JsonNode json, String name) {
    Optional<String> amount = Optional.ofNullable(json.get(name)).map(JsonNode::asText);
    try {
      return amount.map(BigDecimal::new);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no amount: %s".formatted(name, amount.orElse("")), e);
    }
  }

  private static JsonNode required(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the run has no \"" + name + "\"");
    }
    return value;
  }
}
