package io.fmops.guardrails;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Filters the arguments of a tool call: each text in the JSON by itself, so that the JSON stays
 * JSON; arguments that are no JSON as one text. Not thread-safe.
 */
final class ArgumentFilter {

  private static final ObjectMapper JSON = new ObjectMapper()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  private final Supplier<TextFilter> filters;
  private final Supplier<Restorer> restorers;
  private @Nullable Action stop;
  private boolean changed;

  ArgumentFilter(Supplier<TextFilter> filters, Supplier<Restorer> restorers) {
    this.filters = filters;
    this.restorers = restorers;
  }

  Optional<Action> stop() {
    return Optional.ofNullable(stop);
  }

  /** The arguments as they may leave: as they were written if nothing was changed. */
  String filtered(String arguments) throws InterruptedException {
    JsonNode tree;
    try {
      tree = JSON.readTree(arguments);
    } catch (JsonProcessingException e) {
      return text(arguments);
    }
    JsonNode passed = node(tree);
    return changed ? passed.toString() : arguments;
  }

  private JsonNode node(JsonNode node) throws InterruptedException {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    } else if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      for (var field : node.properties()) {
        copy.set(field.getKey(), node(field.getValue()));
      }
      return copy;
    } else if (node.isArray()) {
      ArrayNode copy = JSON.createArrayNode();
      for (JsonNode element : node) {
        copy.add(node(element));
      }
      return copy;
    }
    return node;
  }

  private String text(String text) throws InterruptedException {
    if (stop != null) {
      return "";
    }
    TextFilter filter = filters.get();
    String passed = filter.add(text) + filter.end();
    stop = filter.stop().orElse(null);
    Restorer restorer = restorers.get();
    String restored = restorer.add(passed) + restorer.end();
    changed |= !restored.equals(text);
    return restored;
  }
}
