package io.fmops.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of an answer's calls of tools where they belong. Servers differ: some number the
 * calls, some leave the numbers out, and some give every call the number 0; some have no ids. Not
 * thread-safe.
 */
final class ToolCalls {

  private static final class Call {
    final int block;
    final String id;
    boolean named;

    Call(int block, String id, boolean named) {
      this.block = block;
      this.id = id;
      this.named = named;
    }
  }

  private final ContentEvents content;
  private final Map<Integer, Call> numbered = new HashMap<>();
  private @Nullable Call last;

  ToolCalls(ContentEvents content) {
    this.content = content;
  }

  boolean any() {
    return last != null;
  }

  /** A call in one piece. */
  void whole(JsonNode call) {
    JsonNode function = call.path("function");
    begin(call.path("id").asText(""), function.path("name").asText(""), arguments(function));
  }

  /** A piece of a stream. */
  void piece(JsonNode piece) {
    JsonNode function = piece.path("function");
    String id = piece.path("id").asText("");
    String name = function.path("name").asText("");
    JsonNode number = piece.path("index");
    Call call = number.isInt() ? numbered.get(number.asInt()) : last;
    // A call begins with its name; a repeated id is the same call told twice.
    if (call == null
        || (!name.isEmpty() && (id.isEmpty() ? !number.isInt() : !id.equals(call.id)))) {
      Call begun = begin(id, name, arguments(function));
      if (number.isInt()) {
        numbered.put(number.asInt(), begun);
      }
    } else {
      last = call;
      content.moreOfToolCall(call.block, call.named ? "" : name, arguments(function));
      call.named |= !name.isEmpty();
    }
  }

  private Call begin(String id, String name, String arguments) {
    // A result names the call that it answers, so every call needs an id.
    String told = id.isEmpty() ? "call_" + UUID.randomUUID() : id;
    Call call = new Call(content.toolCall(told, name, arguments), told, !name.isEmpty());
    last = call;
    return call;
  }

  /** The schema has them as a text; some servers send the object itself. */
  private static String arguments(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    return arguments.isContainerNode() ? arguments.toString() : arguments.asText("");
  }
}
