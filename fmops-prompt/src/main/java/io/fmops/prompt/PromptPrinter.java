package io.fmops.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.prompt.internal.yaml.YamlWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes prompt files in their one layout. What is hashed is this text: never change it for what
 * can be written today. Stateless.
 */
final class PromptPrinter {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PromptPrinter() {}

  static String print(Prompt prompt) {
    try {
      StringBuilder text = new StringBuilder("---\n")
          .append(YamlWriter.write(frontMatter(prompt)))
          .append("---\n\n");
      body(prompt.messages(), text);
      if (text.length() > PromptFile.MAX_CHARACTERS) {
        throw new PromptException("the file would have %,d characters; %,d are the most"
            .formatted(text.length(), PromptFile.MAX_CHARACTERS));
      }
      return text.toString();
    } catch (PromptException e) {
      throw new PromptException("prompt " + prompt.name() + ": " + e.getMessage(), e.getCause());
    }
  }

  private static void body(List<PromptMessage> messages, StringBuilder text) {
    if (messages.size() == 1) {
      // A prompt without a marker is the user's.
      if (messages.get(0).role() == PromptMessage.Role.USER) {
        text.append(messages.get(0).template()).append('\n');
        return;
      }
    }
    String between = "";
    for (PromptMessage message : messages) {
      text.append(between)
          .append("{{role \"")
          .append(message.role().name().toLowerCase(Locale.ROOT))
          .append("\"}}\n")
          .append(message.template());
      between = "\n\n";
    }
    text.append('\n');
  }

  private static ObjectNode frontMatter(Prompt prompt) {
    ObjectNode root = NODES.objectNode().put(PromptFile.NAME, prompt.name());
    prompt.description().ifPresent(text -> root.put(PromptFile.DESCRIPTION, text));
    if (!prompt.tags().isEmpty()) {
      prompt.tags().forEach(root.withArray("/" + PromptFile.TAGS)::add);
    }
    prompt.model().ifPresent(model -> root.put(PromptFile.MODEL, model.toString()));
    ObjectNode parameters = parameters(prompt.parameters());
    if (!parameters.isEmpty()) {
      root.set(PromptFile.PARAMETERS, parameters);
    }
    if (!prompt.inputs().isEmpty()) {
      ObjectNode inputs = root.putObject(PromptFile.INPUTS);
      prompt.inputs().forEach((name, input) -> inputs.set(name, input(input)));
    }
    prompt
        .output()
        .ifPresent(format -> root.putObject(PromptFile.OUTPUT)
            .put(PromptFile.NAME, format.name())
            .set(PromptFile.SCHEMA, schema(format.schema())));
    if (!prompt.metadata().isEmpty()) {
      ObjectNode metadata = root.putObject(PromptFile.METADATA);
      prompt.metadata().forEach(metadata::put);
    }
    return root;
  }

  private static ObjectNode parameters(InferenceParameters parameters) {
    ObjectNode node = NODES.objectNode();
    parameters.maxTokens().ifPresent(n -> node.put(PromptFile.MAX_TOKENS, n));
    parameters.temperature().ifPresent(t -> node.put(PromptFile.TEMPERATURE, t));
    parameters.topP().ifPresent(p -> node.put(PromptFile.TOP_P, p));
    if (!parameters.stopSequences().isEmpty()) {
      ArrayNode stop = node.putArray(PromptFile.STOP);
      parameters.stopSequences().forEach(stop::add);
    }
    return node;
  }

  private static JsonNode input(Input input) {
    String type = input.type().label();
    if (input.required() && input.description().isEmpty()) {
      return NODES.textNode(type);
    }
    ObjectNode node = NODES.objectNode().put(PromptFile.TYPE, type);
    input.description().ifPresent(text -> node.put(PromptFile.DESCRIPTION, text));
    if (input.defaultValue().isPresent()) {
      node.set(PromptFile.DEFAULT, constant(input.defaultValue().get()));
    } else if (!input.required()) {
      node.put(PromptFile.REQUIRED, false);
    }
    return node;
  }

  private static JsonNode constant(Object value) {
    if (value instanceof Boolean yes) {
      return NODES.booleanNode(yes);
    } else if (value instanceof Long number) {
      return NODES.numberNode(number);
    } else if (value instanceof BigInteger number) {
      return NODES.numberNode(number);
    } else if (value instanceof BigDecimal number) {
      // As it is, such as 1.50; the factory may drop zeros.
      return DecimalNode.valueOf(number);
    } else if (value instanceof Collection<?> list) {
      ArrayNode node = NODES.arrayNode();
      list.forEach(item -> node.add(constant(item)));
      return node;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode node = NODES.objectNode();
      map.forEach((key, item) -> node.set((String) key, constant(item)));
      return node;
    }
    return NODES.textNode((String) value);
  }

  private static JsonNode schema(JsonSchema schema) {
    // Not so for a number that is too large for a double, of which the JSON is no number.
    if (!JsonSchema.of(schema.toJson()).equals(schema)) {
      throw new PromptException("the output schema has a number that is too large");
    }
    try {
      return JSON.readTree(schema.toJson());
    } catch (JsonProcessingException e) {
      throw new PromptException("the output schema cannot be written", e);
    }
  }
}
