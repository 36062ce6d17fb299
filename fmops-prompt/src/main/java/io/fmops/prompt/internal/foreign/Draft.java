package io.fmops.prompt.internal.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.prompt.Input;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptMessage;
import io.fmops.prompt.PromptMessage.Role;
import io.fmops.prompt.PromptName;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Outline;
import io.fmops.prompt.internal.template.Outline.Use;
import io.fmops.prompt.internal.template.Source;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A prompt on its way from another format. Not thread-safe. */
public final class Draft {

  private static final int MAX_LOSSES = 1_000;

  private final Prompt.Builder builder;
  private final String name;
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final List<PromptMessage> messages = new ArrayList<>();
  private final Set<String> losses = new LinkedHashSet<>();

  /** Whether the file says what its variables are. */
  private boolean declared;

  private Draft(String name) {
    this.name = name;
    this.builder = Prompt.builder(name);
  }

  /** A draft with the name that is asked for, or one like the file's own. */
  static Draft named(Optional<String> asked, JsonNode own) {
    if (asked.isPresent()) {
      return new Draft(asked.get());
    }
    String words = ForeignFile.words(own)
        .orElseThrow(() -> new PromptException(
            "the file has no name in it; give it one with the method that takes a name"));
    String fitting = Normalizer.normalize(words.strip(), Normalizer.Form.NFC)
        .replaceAll("[^\\p{L}\\p{M}\\p{Nd}_./-]+", "-")
        .replaceAll("(^|/)[^\\p{L}\\p{Nd}/]+", "$1")
        .replaceAll("[-.]+(/|$)", "$1");
    Draft draft = new Draft(PromptName.check(fitting));
    if (!fitting.equals(words)) {
      draft.lose("the name %s became %s".formatted(Names.quote(words), Names.quote(fitting)));
    }
    return draft;
  }

  void lose(String sentence) {
    losses.add(sentence);
  }

  void lose(Source source, int offset, String sentence) {
    // Counting lines takes time; nobody reads more.
    if (losses.size() >= MAX_LOSSES) {
      return;
    }
    losses.add("line %d: %s".formatted(source.lineOf(offset), sentence));
  }

  /** Tells of the keys that nobody has asked for. */
  void loseOthers(JsonNode fields, String where, Set<String> known) {
    fields.fieldNames().forEachRemaining(key -> {
      if (!known.contains(key)) {
        lose("%s%s has no counterpart and is left out".formatted(where, Names.quote(key)));
      }
    });
  }

  void description(JsonNode node) {
    ForeignFile.words(node).ifPresent(builder::description);
  }

  void tags(JsonNode node) {
    for (JsonNode tag : node) {
      ForeignFile.words(tag).filter(words -> !words.isBlank()).ifPresent(builder::tags);
    }
  }

  void metadata(String key, JsonNode node) {
    Optional<String> words = ForeignFile.words(node);
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> ForeignFile.words(item).ifPresent(items::add));
      words = Optional.of(String.join(", ", items));
    }
    words.ifPresentOrElse(
        text -> builder.metadata(key, text),
        () -> lose("the metadata %s is no text and is left out".formatted(Names.quote(key))));
  }

  void model(JsonNode node) {
    Optional<String> id = ForeignFile.words(node);
    if (id.isEmpty()) {
      return;
    }
    try {
      builder.model(ModelId.parse(id.get()));
    } catch (ModelException e) {
      lose("the model %s is left out; a model here is provider:name"
          .formatted(Names.quote(id.get())));
    }
  }

  /** Takes the parameters; each kind has the names that formats have for it. */
  void parameters(JsonNode node, String where) {
    Set<String> known = new LinkedHashSet<>();
    List<String> stop = new ArrayList<>();
    JsonNode stops = first(node, known, "stopSequences", "stop_sequences", "stop");
    if (stops.isTextual()) {
      stop.add(stops.asText());
    }
    stops.forEach(item -> stop.add(item.asText()));
    JsonNode tokens = first(
        node,
        known,
        "maxOutputTokens",
        "maxTokens",
        "max_tokens",
        "max_output_tokens",
        "max_completion_tokens");
    JsonNode temperature = first(node, known, "temperature");
    JsonNode topP = first(node, known, "topP", "top_p");
    loseOthers(node, where, known);
    if (!tokens.isMissingNode() && !tokens.canConvertToInt()) {
      throw new PromptException(where + "for the most tokens is no whole number");
    }
    try {
      builder.parameters(new InferenceParameters(
          tokens.isMissingNode() ? Optional.empty() : Optional.of(tokens.intValue()),
          number(temperature, where + "temperature"),
          number(topP, where + "topP"),
          stop));
    } catch (IllegalArgumentException e) {
      throw new PromptException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<Double> number(JsonNode node, String what) {
    if (!node.isMissingNode() && !node.isNumber()) {
      throw new PromptException(what + " is no number");
    }
    return node.isNumber() ? Optional.of(node.doubleValue()) : Optional.empty();
  }

  private static JsonNode first(JsonNode node, Set<String> known, String... names) {
    JsonNode found = node.path("");
    for (String alias : names) {
      known.add(alias);
      if (found.isMissingNode()) {
        found = node.path(alias);
      }
    }
    return found;
  }

  /** Takes the JSON that the answer has to be. */
  void output(ObjectNode schema) {
    builder.output(new OutputFormat("answer", JsonSchema.of(schema.toString())));
  }

  void input(String variable, Input input) {
    declared = true;
    inputs.put(variable, input);
  }

  @Nullable
  Input input(String variable) {
    return inputs.get(variable);
  }

  /** Adds a variable that the translation needs, and says what to give for it. */
  void derive(String variable, Input input, String sentence) {
    inputs.putIfAbsent(variable, input);
    lose(sentence);
  }

  /** Adds a message; blank ones are none in either format. */
  void message(Role role, String template) {
    String text = withoutBlankEnds(template);
    if (text.isBlank()) {
      return;
    }
    if (role == Role.SYSTEM && !messages.isEmpty()) {
      PromptMessage first = messages.get(0);
      lose("the messages of the system stand together now, before all others");
      if (first.role() == Role.SYSTEM) {
        messages.set(0, PromptMessage.system(first.template() + "\n\n" + text));
      } else {
        messages.add(0, PromptMessage.system(text));
      }
    } else {
      messages.add(new PromptMessage(role, text));
    }
  }

  private static String withoutBlankEnds(String text) {
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (!text.substring(start, end).isBlank()) {
        break;
      }
      start = end + 1;
    }
    return text.substring(start).stripTrailing();
  }

  /**
   * What did not carry over.
   *
   * @return a sentence each, in the order of the file
   */
  public List<String> losses() {
    return List.copyOf(losses);
  }

  /**
   * The prompt. To be asked for before the losses.
   *
   * @return the prompt
   * @throws PromptException if it is none
   */
  public Prompt prompt() {
    messages.forEach(builder::message);
    if (declared) {
      reconcile();
      inputs.forEach(builder::input);
    }
    return builder.build();
  }

  /** Whether names in a section of this are names of variables, and not of fields. */
  private boolean isScalar(String section) {
    Input input = inputs.get(section);
    return input != null && input.type() != Input.Type.LIST && input.type() != Input.Type.OBJECT;
  }

  /** Inputs that no message has are dropped, and variables that are no inputs become some. */
  private void reconcile() {
    Set<String> unused = new LinkedHashSet<>(inputs.keySet());
    boolean unknown = false;
    for (PromptMessage message : messages) {
      for (Use use : Outline.of(Source.of("prompt " + name, message.template())).uses()) {
        unused.remove(use.name());
        if (!inputs.containsKey(use.name()) && use.sections().stream().allMatch(this::isScalar)) {
          if (use.printed() && use.path().equals(use.name())) {
            derive(
                use.name(),
                Input.string(),
                "the variable %s was not declared; it takes a text"
                    .formatted(Names.quote(use.name())));
          } else {
            unknown = true;
            lose("the types of all inputs are left out, for that of %s is not known"
                .formatted(Names.quote(use.name())));
          }
        }
      }
    }
    for (String input : unused) {
      inputs.remove(input);
      lose("the input %s stands in no message and is left out".formatted(Names.quote(input)));
    }
    if (unknown) {
      inputs.clear();
    }
  }
}
