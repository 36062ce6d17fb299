package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of what a handler gave what the model gets. */
final class ToolOutput {

  private ToolOutput() {}

  static List<ContentBlock> blocks(String tool, @Nullable Object value) {
    List<ContentBlock> blocks;
    if (value == null) {
      throw new IllegalStateException(
          "the tool " + tool + " gave null; a tool that has nothing to say gives \"done\"");
    } else if (value instanceof String text) {
      blocks = List.of(ContentBlock.text(text));
    } else if (value instanceof ContentBlock block) {
      blocks = List.of(block);
    } else if (value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(ContentBlock.class::isInstance)) {
      blocks = list.stream().map(ContentBlock.class::cast).toList();
    } else {
      blocks = List.of(ContentBlock.text(json(value).toString()));
    }
    int length = ContentBlock.visibleText(blocks).length();
    if (length > Tool.MAX_RESULT) {
      throw new ToolException("the result has %d characters, and at most %d are taken; ask for less"
          .formatted(length, Tool.MAX_RESULT));
    }
    return blocks;
  }

  private static JsonNode json(@Nullable Object value) {
    if (value == null) {
      return Json.NODES.nullNode();
    } else if (value instanceof Optional<?> maybe) {
      return json(maybe.orElse(null));
    } else if (value instanceof Collection<?> items) {
      ArrayNode array = Json.NODES.arrayNode();
      items.forEach(item -> array.add(json(item)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = Json.NODES.objectNode();
      map.forEach((key, item) -> object.set(String.valueOf(key), json(item)));
      return object;
    }
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    return Shapes.of(type).write(value);
  }
}
