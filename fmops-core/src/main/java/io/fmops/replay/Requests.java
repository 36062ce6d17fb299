package io.fmops.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.ProviderParameters;
import io.fmops.model.Role;
import io.fmops.model.ToolChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * All of a request that its answer depends on, in a form that is written, compared and shown.
 * Deadline and labels are left out: they change no answer. Stateless.
 */
final class Requests {

  private Requests() {}

  static ObjectNode write(GenerateRequest request, UnaryOperator<String> scrub) {
    ObjectNode node = ReadableJson.NODES.objectNode();
    if (!request.systemContent().isEmpty()) {
      content(node, "system", request.systemContent(), scrub);
    }
    ArrayNode messages = node.putArray("messages");
    for (Message message : request.messages()) {
      String role = message.role() == Role.USER ? "user" : "assistant";
      content(messages.addObject(), role, message.content(), scrub);
    }
    parameters(node, request.parameters(), scrub);
    tools(node, request, scrub);
    for (ProviderParameters own : request.providerParameters()) {
      node.withObject("/providerParameters").put(own.provider(), scrub.apply(own.toString()));
    }
    return node;
  }

  private static void content(
      ObjectNode node, String name, List<ContentBlock> blocks, UnaryOperator<String> scrub) {
    if (blocks.size() == 1
        && blocks.get(0) instanceof ContentBlock.Text text
        && text.citations().isEmpty()) {
      node.set(name, ReadableJson.text(scrub.apply(text.text())));
    } else {
      ArrayNode array = node.putArray(name);
      blocks.forEach(block -> array.add(Blocks.write(block, scrub, false)));
    }
  }

  private static void parameters(
      ObjectNode node, InferenceParameters parameters, UnaryOperator<String> scrub) {
    parameters.maxTokens().ifPresent(value -> node.put("maxTokens", value));
    parameters.temperature().ifPresent(value -> node.put("temperature", value));
    parameters.topP().ifPresent(value -> node.put("topP", value));
    if (!parameters.stopSequences().isEmpty()) {
      ArrayNode stop = node.putArray("stopSequences");
      parameters.stopSequences().forEach(sequence -> stop.add(scrub.apply(sequence)));
    }
  }

  private static void tools(ObjectNode node, GenerateRequest request, UnaryOperator<String> scrub) {
    request.tools().forEach(tool -> {
      ObjectNode told = node.withArray("/tools").addObject().put("name", tool.name());
      told.set("description", ReadableJson.text(scrub.apply(tool.description())));
      told.set("parameters", tree(tool.parameters().toJson()));
    });
    if (request.toolChoice() instanceof ToolChoice.Named named) {
      node.putObject("toolChoice").put("name", named.name());
    } else if (!request.toolChoice().equals(ToolChoice.AUTO)) {
      node.put(
          "toolChoice", request.toolChoice().getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
    request.outputFormat().ifPresent(format -> {
      ObjectNode told = node.putObject("outputFormat").put("name", format.name());
      told.set("schema", tree(format.schema().toJson()));
    });
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
    try {
      return ReadableJson.JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a JSON schema is always JSON", e);
    }
  }
}
