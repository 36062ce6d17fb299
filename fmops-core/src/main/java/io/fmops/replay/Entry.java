package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One recorded call.
 *
 * @param model the model that was asked, without options
 * @param request what the answer depends on
 * @param events what came, in order
 * @param completed the last event's response, if the call completed
 * @param failed the exception, if it failed
 * @param atMillis when it ended, since it began
 */
record Entry(
    String model,
    JsonNode request,
    List<Events.Timed> events,
    @Nullable GenerateResponse completed,
    @Nullable ModelException failed,
    long atMillis) {

  static ObjectNode write(
      ModelId model,
      GenerateRequest request,
      List<Events.Timed> events,
      ObjectNode outcome,
      boolean completed,
      long atMillis,
      UnaryOperator<String> scrub) {
    ObjectNode node = ReadableJson.NODES
        .objectNode()
        .put("model", Outcomes.withoutOptions(model))
        .put("recorded", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    node.set("request", Requests.write(request, scrub));
    node.set("events", Events.write(events, scrub));
    outcome.put("at", atMillis);
    node.set(completed ? "completed" : "failed", outcome);
    return node;
  }

  static Entry read(JsonNode node) {
    String model = Fields.text(node, "model");
    JsonNode completed = node.path("completed");
    JsonNode failed = node.path("failed");
    if (completed.isObject() == failed.isObject()) {
      throw new IllegalArgumentException("expected either \"completed\" or \"failed\"");
    }
    if (!node.path("request").isObject()) {
      throw new IllegalArgumentException("\"request\" is missing or no object");
    }
    JsonNode outcome = completed.isObject() ? completed : failed;
    return new Entry(
        model,
        node.get("request"),
        Events.read(node.path("events")),
        completed.isObject() ? Outcomes.readCompleted(completed) : null,
        failed.isObject() ? Outcomes.readFailed(failed, ModelId.parse(model)) : null,
        outcome.path("at").asLong());
  }

  /** A request as it would be read from a recording, so that both compare alike. */
  static JsonNode asRead(GenerateRequest request, UnaryOperator<String> scrub) {
    try {
      return ReadableJson.JSON.readTree(Requests.write(request, scrub).toString());
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written is JSON", e);
    }
  }
}
