package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer in a cache.
 *
 * @param request the content of the request
 * @param answered when the model gave the answer
 * @param response the answer with its latency and the notice of a hit
 */
record CachedAnswer(String request, Instant answered, GenerateResponse response) {

  /** The text of a file; empty if the answer cannot be made again from one. */
  static Optional<String> write(
      ModelId model, String request, GenerateResponse response, Instant answered)
      throws IOException {
    ArrayNode notices = ReadableJson.NODES.arrayNode();
    for (StreamEvent.Notice notice : response.notices()) {
      if (isOfAttempts(notice)) {
        continue;
      }
      if (!isJson(notice.value())) {
        return Optional.empty();
      }
      notices
          .addObject()
          .put("type", notice.type())
          .set("value", ReadableJson.JSON.valueToTree(notice.value()));
    }
    if (response.content().stream().anyMatch(ContentBlock.Opaque.class::isInstance)) {
      return Optional.empty();
    }
    ObjectNode node = ReadableJson.NODES
        .objectNode()
        .put("model", model.toString())
        .put("answered", answered.toString())
        .put("nanos", response.latency().total().toNanos());
    response
        .latency()
        .timeToFirstToken()
        .ifPresent(first -> node.put("firstNanos", first.toNanos()));
    // As text, because parsing it and writing it again would be another way to lose a digit.
    node.put("request", request);
    ArrayNode content = node.putArray("content");
    response.content().forEach(block -> content.add(Blocks.write(block, text -> text, true)));
    node.set("notices", notices);
    node.set("completed", Outcomes.write(response, text -> text));
    return Optional.of(node.toString());
  }

  /** What failed before the answer is not part of it, and was paid for when it was. */
  private static boolean isOfAttempts(StreamEvent.Notice notice) {
    return notice.value() instanceof FailedAttempt
        || notice.type().equals(FailedAttempt.RESTART)
        || notice.value() instanceof ResponseCache.Hit;
  }

  private static boolean isJson(Object value) {
    return value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || (value instanceof List<?> list && list.stream().allMatch(CachedAnswer::isJson))
        || (value instanceof Map<?, ?> map
            && map.keySet().stream().allMatch(String.class::isInstance)
            && map.values().stream().allMatch(CachedAnswer::isJson));
  }

  static CachedAnswer read(String text) throws IOException {
    JsonNode node = ReadableJson.JSON.readTree(text);
    if (!node.path("completed").isObject() || !node.path("content").isArray()) {
      throw new IllegalArgumentException("\"completed\" or \"content\" is missing");
    }
    GenerateResponse told = Outcomes.readCompleted(node.get("completed"));
    Latency latency = new Latency(
        Duration.ofNanos(node.path("nanos").asLong()),
        Optional.ofNullable(node.get("firstNanos")).map(nanos -> Duration.ofNanos(nanos.asLong())),
        told.latency().server());
    Instant answered = Instant.parse(Fields.text(node, "answered"));
    List<StreamEvent.Notice> notices = new ArrayList<>();
    notices.add(
        new StreamEvent.Notice(ResponseCache.NOTICE, new ResponseCache.Hit(answered, latency)));
    for (JsonNode notice : node.path("notices")) {
      notices.add(new StreamEvent.Notice(
          Fields.text(notice, "type"),
          ReadableJson.JSON.treeToValue(notice.get("value"), Object.class)));
    }
    List<ContentBlock> content = new ArrayList<>();
    node.get("content").forEach(block -> content.add(Blocks.read(block)));
    return new CachedAnswer(
        Fields.text(node, "request"),
        answered,
        told.toBuilder().content(content).notices(notices).latency(latency).build());
  }

  /** The answer as a call that can be played. */
  static Entry entry(GenerateResponse response) {
    List<Events.Timed> events = new ArrayList<>();
    response.notices().forEach(notice -> events.add(new Events.Timed(0, notice)));
    for (int i = 0; i < response.content().size(); i++) {
      addEvents(i, response.content().get(i), events);
    }
    return new Entry(
        response.model().toString(), ReadableJson.NODES.objectNode(), events, response, null, 0);
  }

  private static void addEvents(int number, ContentBlock block, List<Events.Timed> events) {
    if (block instanceof ContentBlock.Text text) {
      add(new StreamEvent.TextDelta(number, text.text()), events);
      for (Citation citation : text.citations()) {
        add(new StreamEvent.CitationDelta(number, citation), events);
      }
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      add(
          new StreamEvent.ReasoningDelta(
              number, reasoning.text(), reasoning.signature().orElse("")),
          events);
    } else if (block instanceof ContentBlock.ToolCall call) {
      add(new StreamEvent.ToolCallDelta(number, call.id(), call.name(), ""), events);
      add(new StreamEvent.ToolCallDelta(number, "", "", call.arguments()), events);
    } else {
      add(new StreamEvent.WholeBlock(number, block), events);
    }
  }

  private static void add(StreamEvent event, List<Events.Timed> events) {
    events.add(new Events.Timed(0, event));
  }
}
