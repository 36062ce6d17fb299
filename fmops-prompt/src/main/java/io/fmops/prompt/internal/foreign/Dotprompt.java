package io.fmops.prompt.internal.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.prompt.Input;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.internal.Names;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads Dotprompt files, as google/dotprompt describes them. Stateless. */
public final class Dotprompt {

  private static final Set<String> KEYS = Set.of(
      "name",
      "description",
      "model",
      "config",
      "input",
      "output",
      "metadata",
      "version",
      "variant");

  private Dotprompt() {}

  /**
   * Reads a file.
   *
   * @param text its text
   * @param name what the prompt is to be called, if not as the file says
   * @return the prompt to be
   * @throws PromptException if it has no name, or something that has no counterpart
   */
  public static Draft read(String text, Optional<String> name) {
    ForeignFile file = ForeignFile.of("dotprompt", text);
    ObjectNode front = file.front();
    Draft draft = Draft.named(name, front.path("name"));
    draft.description(front.path("description"));
    draft.model(front.path("model"));
    draft.parameters(front.path("config"), "the config ");
    inputs(front.path("input"), draft);
    output(front.path("output"), draft);
    for (String key : new String[] {"version", "variant"}) {
      if (front.has(key)) {
        draft.metadata(key, front.path(key));
      }
    }
    front.path("metadata").properties().forEach(e -> draft.metadata(e.getKey(), e.getValue()));
    draft.loseOthers(front, "the key ", KEYS);
    Handlebars.translate(file.body(), draft);
    return draft;
  }

  private static void inputs(JsonNode input, Draft draft) {
    draft.loseOthers(input, "the key input.", Set.of("schema", "default"));
    if (!input.path("schema").isObject()) {
      if (input.has("schema")) {
        draft.lose("the schema of the inputs has a name only, and is left out");
      }
      if (input.has("default")) {
        throw new PromptException("the inputs have defaults but no schema; write their types");
      }
      return;
    }
    ObjectNode schema = Schemas.ofPico(input.path("schema"));
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(item -> required.add(item.asText()));
    JsonNode defaults = input.path("default");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String variable = property.getKey();
      Optional<Input> read =
          Schemas.input(property.getValue(), required.contains(variable), defaults.path(variable));
      read.ifPresentOrElse(
          known -> draft.input(variable, known),
          () -> draft.lose("the input %s has a type that there is not; it is left out"
              .formatted(Names.quote(variable))));
      if (property.getValue().has("enum")) {
        draft.lose("the input %s takes any text; the values that it may have are not checked"
            .formatted(Names.quote(variable)));
      }
    }
  }

  private static void output(JsonNode output, Draft draft) {
    draft.loseOthers(output, "the key output.", Set.of("schema", "format"));
    if (output.path("schema").isObject()) {
      draft.output(Schemas.ofPico(output.path("schema")));
    } else if (output.path("format").asText("text").equals("json")) {
      draft.lose("the output is JSON without a schema; write one");
    }
  }
}
