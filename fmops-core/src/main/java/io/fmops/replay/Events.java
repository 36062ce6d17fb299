package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The events of an answer in a recording, each with its moment. Stateless. */
final class Events {

  private static final List<String> GROWING = List.of("text", "reasoning", "arguments");

  private Events() {}

  /**
   * An event and when it came.
   *
   * @param atMillis since the call began
   * @param event content or a notice
   */
  record Timed(long atMillis, StreamEvent event) {}

  static ArrayNode write(List<Timed> events, UnaryOperator<String> scrub) {
    List<ObjectNode> nodes = new ArrayList<>();
    for (Timed timed : events) {
      ObjectNode node = node(timed, scrub);
      if (node != null) {
        nodes.add(node);
      }
    }
    // A secret may be spread over several deltas: what grows is looked at whole.
    GROWING.forEach(field -> scrubAcross(nodes, field, scrub));
    ArrayNode array = ReadableJson.NODES.arrayNode();
    nodes.stream().filter(node -> !node.has("gone")).forEach(array::add);
    return array;
  }

  private static void scrubAcross(
      List<ObjectNode> nodes, String field, UnaryOperator<String> scrub) {
    Map<Integer, List<ObjectNode>> blocks = new LinkedHashMap<>();
    for (ObjectNode node : nodes) {
      if (node.has(field)) {
        blocks
            .computeIfAbsent(node.path("block").asInt(), unused -> new ArrayList<>())
            .add(node);
      }
    }
    for (List<ObjectNode> deltas : blocks.values()) {
      StringBuilder joined = new StringBuilder();
      deltas.forEach(delta -> joined.append(delta.get(field).asText()));
      String text = joined.toString();
      String clean = scrub.apply(text);
      if (!clean.equals(text)) {
        deltas.get(0).put(field, clean);
        deltas.subList(1, deltas.size()).forEach(delta -> {
          delta.put(field, "");
          if (!delta.has("signature")) {
            delta.put("gone", true);
          }
        });
      }
    }
  }

  private static @org.jspecify.annotations.Nullable ObjectNode node(
      Timed timed, UnaryOperator<String> scrub) {
    ObjectNode node = ReadableJson.NODES.objectNode().put("at", timed.atMillis());
    StreamEvent event = timed.event();
    if (event instanceof StreamEvent.Content content) {
      node.put("block", content.block());
    }
    if (event instanceof StreamEvent.TextDelta delta) {
      return node.put("text", delta.text());
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      node.put("reasoning", delta.text());
      return delta.signature().isEmpty() ? node : node.put("signature", delta.signature());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      if (!delta.id().isEmpty() || !delta.name().isEmpty()) {
        node.put("id", delta.id()).put("name", delta.name());
      }
      return node.put("arguments", delta.arguments());
    } else if (event instanceof StreamEvent.CitationDelta delta) {
      node.set("citation", Blocks.write(delta.citation(), scrub));
      return node;
    } else if (event instanceof StreamEvent.WholeBlock whole) {
      node.set("whole", Blocks.write(whole.content(), scrub, true));
      return node;
    } else if (event instanceof StreamEvent.Notice notice
        && notice.value() instanceof String value) {
      return node.put("notice", notice.type()).put("value", scrub.apply(value));
    }
    // A notice of another kind holds an object of the provider's, which a file cannot give back.
    return null;
  }

  static List<Timed> read(JsonNode array) {
    List<Timed> events = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      try {
        events.add(new Timed(array.get(i).path("at").asLong(), read(array.get(i), Fields::text)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("event %d: %s".formatted(i + 1, e.getMessage()), e);
      }
    }
    return events;
  }

  private static StreamEvent read(
      JsonNode node, java.util.function.BiFunction<JsonNode, String, String> text) {
    int block = node.path("block").asInt();
    Function<String, String> orEmpty = field -> node.path(field).asText("");
    if (node.has("text")) {
      return new StreamEvent.TextDelta(block, text.apply(node, "text"));
    } else if (node.has("reasoning")) {
      return new StreamEvent.ReasoningDelta(
          block, text.apply(node, "reasoning"), orEmpty.apply("signature"));
    } else if (node.has("arguments")) {
      return new StreamEvent.ToolCallDelta(
          block, orEmpty.apply("id"), orEmpty.apply("name"), text.apply(node, "arguments"));
    } else if (node.has("citation")) {
      return new StreamEvent.CitationDelta(block, Blocks.readCitation(node.get("citation")));
    } else if (node.has("whole")) {
      return new StreamEvent.WholeBlock(block, Blocks.read(node.get("whole")));
    } else if (node.has("notice")) {
      return new StreamEvent.Notice(text.apply(node, "notice"), text.apply(node, "value"));
    }
    throw new IllegalArgumentException(
        "expected one of the fields text, reasoning, arguments, citation, whole and notice");
  }
}
