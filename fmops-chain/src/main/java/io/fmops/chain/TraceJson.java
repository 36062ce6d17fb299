package io.fmops.chain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Traces as JSON. Absent values are left out; instants and durations are in ISO 8601, exact to the
 * nanosecond; amounts are text, so that no reader rounds them.
 */
final class TraceJson {

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** The same line ends everywhere, arrays one element a line. */
  private static final DefaultPrettyPrinter PRINTER = printer();

  private TraceJson() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return printer;
  }

  static String write(Trace trace) {
    ObjectNode root = JSON.createObjectNode()
        .put("runId", trace.runId())
        .put("chain", trace.chain())
        .put("start", trace.start().toString())
        .put("duration", trace.duration().toString())
        .put("state", lower(trace.state()));
    root.set("steps", steps(trace.steps()));
    try {
      return JSON.writer(PRINTER).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
    }
  }

  private static ArrayNode steps(List<TraceStep> steps) {
    ArrayNode all = JSON.createArrayNode();
    for (TraceStep step : steps) {
      ObjectNode node = all.addObject()
          .put("path", step.path())
          .put("name", step.name())
          .put("kind", lower(step.kind()))
          .put("start", step.start().toString())
          .put("duration", step.duration().toString())
          .put("state", lower(step.state()));
      step.input().ifPresent(text -> node.put("input", text));
      step.output().ifPresent(text -> node.put("output", text));
      step.prompt().ifPresent(version -> node.put("prompt", version));
      step.model().ifPresent(model -> node.put("model", model.toString()));
      step.usage().ifPresent(usage -> node.set("usage", usage(usage)));
      step.cost().ifPresent(cost -> node.set("cost", cost(cost)));
      step.error().ifPresent(error -> node.put("error", error));
      node.put("attempts", step.attempts());
      if (!step.steps().isEmpty()) {
        node.set("steps", steps(step.steps()));
      }
    }
    return all;
  }

  private static ObjectNode usage(TokenUsage usage) {
    return JSON.createObjectNode()
        .put("input", usage.input())
        .put("output", usage.output())
        .put("cacheRead", usage.cacheRead())
        .put("cacheWrite", usage.cacheWrite())
        .put("source", lower(usage.source()));
  }

  private static ObjectNode cost(Cost cost) {
    return JSON.createObjectNode()
        .put("amount", cost.amount().toString())
        .put("currency", cost.currency())
        .put("priceDate", cost.priceDate().toString())
        .put("estimated", cost.estimated());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static Trace read(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // The exception's own message may quote prompts and answers.
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          at == null
              ? "this is no trace: it is no JSON"
              : "this is no trace: it is no JSON, or nested too deeply, at line %d, column %d"
                  .formatted(at.getLineNr(), at.getColumnNr()));
    }
    JsonFields fields = JsonFields.of("trace", root);
    return new Trace(
        fields.text("runId"),
        fields.text("chain"),
        fields.parsed("start", Instant::parse, "an instant such as 2026-01-31T09:00:00Z"),
        fields.parsed("duration", Duration::parse, "a duration such as PT1.5S"),
        fields.oneOf("state", StepState.class),
        readSteps(fields));
  }

  private static List<TraceStep> readSteps(JsonFields parent) {
    List<TraceStep> steps = new ArrayList<>();
    for (JsonFields fields : parent.list("steps")) {
      TraceStep.Builder step = TraceStep.builder(
              fields.text("path"),
              fields.text("name"),
              fields.oneOf("kind", StepKind.class),
              fields.parsed("start", Instant::parse, "an instant such as 2026-01-31T09:00:00Z"))
          .duration(fields.parsed("duration", Duration::parse, "a duration such as PT1.5S"))
          .state(fields.oneOf("state", StepState.class))
          .attempts((int) fields.number("attempts", Integer.MAX_VALUE))
          .steps(readSteps(fields));
      fields.optionalText("input").ifPresent(step::input);
      fields.optionalText("output").ifPresent(step::output);
      fields.optionalText("prompt").ifPresent(step::prompt);
      fields.optionalText("error").ifPresent(step::error);
      if (fields.has("model")) {
        step.model(fields.parsed("model", ModelId::parse, "an id such as provider:model"));
      }
      fields.object("usage").ifPresent(usage -> step.usage(readUsage(usage)));
      fields.object("cost").ifPresent(cost -> step.cost(readCost(cost)));
      steps.add(step.build());
    }
    return steps;
  }

  private static TokenUsage readUsage(JsonFields fields) {
    return new TokenUsage(
        fields.number("input", Long.MAX_VALUE),
        fields.number("output", Long.MAX_VALUE),
        fields.number("cacheRead", Long.MAX_VALUE),
        fields.number("cacheWrite", Long.MAX_VALUE),
        fields.oneOf("source", TokenUsage.Source.class));
  }

  private static Cost readCost(JsonFields fields) {
    return new Cost(
        fields.parsed("amount", TraceJson::amount, "an amount of 0 or more such as 0.0012"),
        fields.text("currency"),
        fields.parsed("priceDate", LocalDate::parse, "a date such as 2026-01-31"),
        fields.flag("estimated"));
  }

  private static BigDecimal amount(String text) {
    BigDecimal amount = new BigDecimal(text);
    if (amount.signum() < 0 || Math.abs((long) amount.scale()) > 100) {
      throw new IllegalArgumentException("negative, or with a scale that nothing costs");
    }
    return amount;
  }
}
