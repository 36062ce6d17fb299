package io.fmops.prompt.internal.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.prompt.Input;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptMessage.Role;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Prompty files of its first and second generation, as microsoft/prompty has them. */
public final class Prompty {

  private static final Set<String> KEYS = Set.of(
      "name",
      "description",
      "authors",
      "tags",
      "version",
      "metadata",
      "model",
      "inputs",
      "inputSchema",
      "outputs",
      "outputSchema",
      "sample",
      "template");

  private static final Pattern ROLE = Pattern.compile(
      "^[ \\t]*+(?:#[ \\t]*+)?(system|user|assistant|developer|function|tool)[ \\t]*(?:\\[[^\\]\\n]*\\])?[ \\t]*:[ \\t]*(?:\\n|\\z)",
      Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private Prompty() {}

  /**
   * Reads a file.
   *
   * @param text its text
   * @param name what the prompt is to be called, if not as the file says
   * @return the prompt to be
   * @throws PromptException if it has no name, or something that has no counterpart
   */
  public static Draft read(String text, Optional<String> name) {
    ForeignFile file = ForeignFile.of("prompty", text);
    ObjectNode front = file.front();
    Draft draft = Draft.named(name, front.path("name"));
    draft.description(front.path("description"));
    draft.tags(front.path("tags"));
    draft.tags(front.path("metadata").path("tags"));
    for (String key : new String[] {"authors", "version"}) {
      if (front.has(key)) {
        draft.metadata(key, front.path(key));
      }
    }
    front.path("metadata").properties().stream()
        .filter(e -> !e.getKey().equals("tags"))
        .forEach(e -> draft.metadata(e.getKey(), e.getValue()));
    model(front.path("model"), draft);
    inputs(front, draft);
    output(front, draft);
    if (front.has("sample")) {
      draft.lose("the sample is left out; it is no default");
    }
    draft.loseOthers(front, "the key ", KEYS);
    body(file.body(), isMustache(front.path("template")), draft);
    return draft;
  }

  private static void model(JsonNode model, Draft draft) {
    if (model.isTextual()) {
      draft.model(model);
      return;
    }
    draft.model(model.path("id"));
    draft.parameters(model.path("parameters"), "the parameter ");
    if (model.has("options")) {
      draft.parameters(model.path("options"), "the option ");
    }
    for (String key : new String[] {"configuration", "connection", "provider", "response"}) {
      if (model.has(key)) {
        draft.lose("model.%s is left out; where a model is served is the application's to say"
            .formatted(key));
      }
    }
    String api = model.path("api").asText(model.path("apiType").asText("chat"));
    if (!api.equals("chat")) {
      draft.lose("the API %s is left out; a prompt here is for a chat".formatted(Names.quote(api)));
    }
  }

  private static void inputs(ObjectNode front, Draft draft) {
    for (Map.Entry<String, JsonNode> entry : front.path("inputs").properties()) {
      input(entry.getKey(), entry.getValue(), draft);
    }
    JsonNode properties = front.path("inputSchema").path("properties");
    properties.properties().forEach(e -> input(e.getKey(), e.getValue(), draft));
    for (JsonNode property :
        properties.isArray() ? properties : ForeignFile.JSON.createArrayNode()) {
      input(property.path("name").asText(), property, draft);
    }
  }

  private static void input(String variable, JsonNode value, Draft draft) {
    if (!value.isObject()) {
      // The older short form is the value itself.
      ObjectNode property = ForeignFile.JSON.createObjectNode().put("type", typeOf(value));
      Schemas.input(property, false, value).ifPresent(input -> draft.input(variable, input));
      return;
    }
    ObjectNode property = value.deepCopy();
    if (!property.has("type")) {
      property.set("type", value.path("kind"));
    }
    if (value.has("sample") || value.has("example")) {
      draft.lose("the sample of the input %s is left out; it is no default"
          .formatted(Names.quote(variable)));
    }
    Optional<Input> input =
        Schemas.input(property, value.path("required").asBoolean(true), value.path("default"));
    if (input.isEmpty()) {
      throw new PromptException(
          "the input %s is of the kind %s, which has no counterpart; take it out of the file, and add what it stands for to the request"
              .formatted(
                  Names.quote(variable), Names.quote(property.path("type").asText())));
    }
    draft.input(variable, input.get());
  }

  private static String typeOf(JsonNode value) {
    if (value.isArray()) {
      return "array";
    } else if (value.isBoolean()) {
      return "boolean";
    } else if (value.isNumber()) {
      return value.isIntegralNumber() ? "integer" : "number";
    }
    return "string";
  }

  private static void output(ObjectNode front, Draft draft) {
    JsonNode properties = front.has("outputs")
        ? front.path("outputs")
        : front.path("outputSchema").path("properties");
    if (properties.isEmpty()) {
      return;
    }
    ObjectNode schema = ForeignFile.JSON.createObjectNode().put("type", "object");
    ObjectNode fields = schema.putObject("properties");
    for (Map.Entry<String, JsonNode> field : properties.properties()) {
      fields.set(field.getKey(), field.getValue());
    }
    for (JsonNode field : properties.isArray() ? properties : ForeignFile.JSON.createArrayNode()) {
      ObjectNode named = field.deepCopy();
      String name = named.path("name").asText();
      if (named.has("kind")) {
        named.set("type", named.remove("kind"));
      }
      if (named.path("required").asBoolean(false)) {
        schema.withArray("/required").add(name);
      }
      named.remove("name");
      named.remove("required");
      fields.set(name, named);
    }
    draft.output(schema);
  }

  private static boolean isMustache(JsonNode template) {
    JsonNode format = template.isObject() ? template.path("format") : template;
    JsonNode type = template.isObject() && !template.has("format") ? template.path("type") : format;
    String name = type.isObject() ? type.path("kind").asText("jinja2") : type.asText("jinja2");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "mustache" -> true;
      case "", "jinja2" -> false;
      default ->
        throw new PromptException(
            "the template format %s has no counterpart".formatted(Names.quote(name)));
    };
  }

  private static void body(Source body, boolean mustache, Draft draft) {
    String text = body.text();
    Source.Cutter cutter = body.cutter();
    Matcher marker = ROLE.matcher(text);
    Role role = Role.SYSTEM;
    int start = 0;
    while (marker.find()) {
      add(draft, role, cutter.part(start, marker.start()), mustache);
      role = switch (marker.group(1).toLowerCase(Locale.ROOT)) {
        case "system", "developer" -> Role.SYSTEM;
        case "user" -> Role.USER;
        case "assistant" -> Role.ASSISTANT;
        default ->
          throw body.error(
              marker.start(1),
              "the role %s has no counterpart; there are system, user and assistant"
                  .formatted(Names.quote(marker.group(1))));
      };
      start = marker.end();
    }
    // Without any marker it is one text of the user's.
    add(draft, start == 0 ? Role.USER : role, cutter.part(start, text.length()), mustache);
  }

  private static void add(Draft draft, Role role, Source part, boolean mustache) {
    if (!part.text().isBlank()) {
      draft.message(role, mustache ? part.text() : Jinja.translate(part, draft));
    }
  }
}
