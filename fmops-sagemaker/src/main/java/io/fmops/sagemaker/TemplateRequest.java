package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts a request into the places of a template. Immutable and thread-safe. */
final class TemplateRequest {

  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

  private static final Set<String> NAMES = Set.of(
      "prompt",
      "system",
      "messages",
      "model",
      "maxTokens",
      "temperature",
      "topP",
      "stop",
      "stream");

  private final Endpoint endpoint;
  private final JsonNode template;
  private final Set<String> places;
  private final PromptFormat format;

  TemplateRequest(Endpoint endpoint, JsonNode template, PromptFormat format) {
    this.endpoint = endpoint;
    this.template = template;
    this.places = places(template);
    this.format = format;
  }

  /** Throws if a template has unknown places, or no place for what is asked. */
  static void check(JsonNode template) {
    Set<String> places = places(template);
    for (String place : places) {
      if (!NAMES.contains(place)) {
        throw new IllegalArgumentException(
            "the template has the unknown place {{%s}}; known are: %s"
                .formatted(place, String.join(", ", NAMES.stream().sorted().toList())));
      }
    }
    if (!places.contains("prompt") && !places.contains("messages")) {
      throw new IllegalArgumentException(
          "the template has no place for what is asked: {{prompt}} or {{messages}}");
    }
  }

  private static Set<String> places(JsonNode node) {
    Set<String> places = new HashSet<>();
    if (node.isTextual()) {
      Matcher matcher = PLACE.matcher(node.asText());
      while (matcher.find()) {
        places.add(matcher.group(1));
        if (!matcher.group().equals(node.asText().strip())) {
          throw new IllegalArgumentException(
              "the template has %s within a longer text; it has to be a text of its own, and prompts are wrapped by a PromptFormat"
                  .formatted(matcher.group()));
        }
      }
    }
    node.forEach(child -> places.addAll(places(child)));
    return places;
  }

  JsonNode fill(GenerateRequest request, boolean stream) {
    JsonNode filled = fill(template, values(request, stream));
    return filled == null ? Json.MAPPER.createObjectNode() : filled;
  }

  private Map<String, JsonNode> values(GenerateRequest request, boolean stream) {
    Map<String, Object> values = new HashMap<>();
    InferenceParameters parameters = request.parameters();
    request.system().ifPresent(text -> values.put("system", text));
    parameters.maxTokens().ifPresent(value -> values.put("maxTokens", value));
    parameters.temperature().ifPresent(value -> values.put("temperature", value));
    parameters.topP().ifPresent(value -> values.put("topP", value));
    if (!parameters.stopSequences().isEmpty()) {
      values.put("stop", parameters.stopSequences());
    }
    boolean systemInPrompt = places.contains("prompt") && !places.contains("system");
    boolean systemInMessages = !places.contains("prompt") && !places.contains("system");
    values.keySet().stream()
        .filter(name -> !places.contains(name) && !name.equals("system"))
        .findFirst()
        .ifPresent(name -> {
          throw PlainText.rejected(
              endpoint, "the parameter " + name + ", for which the template has no place,");
        });
    endpoint.servedModel().ifPresent(model -> values.put("model", model));
    values.put("stream", stream);
    Map<String, JsonNode> trees = new HashMap<>();
    values.forEach((name, value) -> trees.put(name, Json.MAPPER.valueToTree(value)));
    if (places.contains("prompt")) {
      trees.put("prompt", Json.MAPPER.valueToTree(format.write(endpoint, request, systemInPrompt)));
    }
    if (places.contains("messages")) {
      trees.put("messages", messages(request, systemInMessages));
    }
    return trees;
  }

  private JsonNode messages(GenerateRequest request, boolean withSystem) {
    ArrayNode messages = Json.MAPPER.createArrayNode();
    if (withSystem) {
      request
          .system()
          .ifPresent(text -> messages.addObject().put("role", "system").put("content", text));
    }
    for (Message message : request.messages()) {
      messages
          .addObject()
          .put("role", message.role() == Role.USER ? "user" : "assistant")
          .put("content", PlainText.of(endpoint, message));
    }
    return messages;
  }

  private static @Nullable JsonNode fill(JsonNode node, Map<String, JsonNode> values) {
    if (node.isTextual()) {
      Matcher matcher = PLACE.matcher(node.asText().strip());
      return matcher.matches() ? values.get(matcher.group(1)) : node;
    } else if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.MAPPER.createObjectNode();
      object.properties().forEach(field -> {
        JsonNode filled = fill(field.getValue(), values);
        if (filled != null) {
          copy.set(field.getKey(), filled);
        }
      });
      return copy;
    } else if (node.isArray()) {
      ArrayNode copy = Json.MAPPER.createArrayNode();
      node.forEach(child -> {
        JsonNode filled = fill(child, values);
        if (filled != null) {
          copy.add(filled);
        }
      });
      return copy;
    }
    return node;
  }
}
