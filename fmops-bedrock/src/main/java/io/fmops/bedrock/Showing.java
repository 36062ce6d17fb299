package io.fmops.bedrock;

import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.prompt.Input;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a prompt looks on the service, and what of it does not.
 *
 * @param shown what people see there
 * @param kept entries of metadata with the prompt's file
 * @param differences what the service would do otherwise than {@link Prompt#render}, or what would
 *     be lost: whoever pushes has to allow it
 * @param unknown what the service does not know, and a pull brings back
 */
record Showing(
    ShownPrompt shown, Map<String, String> kept, List<String> differences, List<String> unknown) {

  /** The service's limits. */
  private static final int MAX_DESCRIPTION = 200;

  private static final int MAX_VARIABLES = 20;
  private static final int MAX_STOP_SEQUENCES = 4;
  private static final int MAX_MODEL = 2048;

  private static final Pattern MODEL = Pattern.compile(
      "(arn:aws(-[^:]{1,12})?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?"
          + "([a-zA-Z0-9.-]{1,63}){0,2}((:[a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?");

  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]{1,128}");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]{0,1024}");

  /** @throws PromptException if the service cannot have the prompt at all */
  static Showing of(Prompt prompt) {
    Map<String, String> kept = KeptFile.entries(prompt);
    List<String> differences = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    ShownPrompt shown = new ShownPrompt(
        description(prompt, unknown),
        messages(prompt, differences),
        variables(prompt, unknown),
        model(prompt, unknown),
        parameters(prompt.parameters(), differences),
        metadata(prompt, KeptFile.MAX_ENTRIES - kept.size(), unknown));
    if (!prompt.tags().isEmpty()) {
      unknown.add("the tags");
    }
    if (prompt.inputs().values().stream().anyMatch(input -> !input.equals(Input.string()))) {
      unknown.add("the types, defaults and descriptions of the inputs");
    }
    if (prompt.output().isPresent()) {
      unknown.add("the output schema");
    }
    if (!KeptFile.hasFile(kept)) {
      unknown.forEach(part ->
          differences.add(part + ", and the prompt's file is too long to be kept beside it"));
      unknown.clear();
    }
    return new Showing(shown, kept, List.copyOf(differences), List.copyOf(unknown));
  }

  private static Optional<String> description(Prompt prompt, List<String> unknown) {
    return prompt.description().filter(text -> !text.isEmpty()).map(text -> {
      if (text.length() <= MAX_DESCRIPTION) {
        return text;
      }
      unknown.add("the description behind its first %d characters".formatted(MAX_DESCRIPTION - 1));
      int end = MAX_DESCRIPTION - 1;
      return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
          + "…";
    });
  }

  private static List<PromptMessage> messages(Prompt prompt, List<String> differences) {
    List<PromptMessage> messages = new ArrayList<>();
    int number = 0;
    for (PromptMessage message : prompt.messages()) {
      number++;
      if (!ShownTexts.isPlain(message.template())) {
        differences.add("message %d has sections or fields, which are nothing but text there"
            .formatted(number));
      }
      PromptMessage shown = ShownTexts.shown(message);
      // The service has no empty ones of the system.
      if (shown.role() != PromptMessage.Role.SYSTEM || !shown.template().isEmpty()) {
        messages.add(shown);
      }
    }
    return messages;
  }

  private static List<String> variables(Prompt prompt, List<String> unknown) {
    Set<String> variables = new LinkedHashSet<>();
    for (PromptMessage message : prompt.messages()) {
      if (ShownTexts.isPlain(message.template())) {
        variables.addAll(Prompt.of(prompt.name(), message.template()).variables());
      }
    }
    if (variables.size() > MAX_VARIABLES) {
      throw new PromptException("prompt %s has %d variables; %d are the most on Bedrock"
          .formatted(prompt.name(), variables.size(), MAX_VARIABLES));
    }
    List<String> names = new ArrayList<>();
    for (String variable : variables) {
      String name = ServiceName.of("the variable", variable);
      if (!name.equals(variable)) {
        unknown.add("the name of the variable %s, which is %s there".formatted(variable, name));
      }
      names.add(name);
    }
    return names;
  }

  private static Optional<String> model(Prompt prompt, List<String> unknown) {
    if (prompt.model().isEmpty()) {
      return Optional.empty();
    }
    ModelId model = prompt.model().get();
    boolean shown = model.provider().equals(BedrockProvider.NAME)
        && model.name().length() <= MAX_MODEL
        && MODEL.matcher(model.name()).matches();
    if (!shown) {
      unknown.add("the model " + model);
      return Optional.empty();
    }
    if (!model.options().isEmpty()) {
      unknown.add("the options of the model");
    }
    return Optional.of(model.name());
  }

  private static InferenceParameters parameters(
      InferenceParameters parameters, List<String> differences) {
    List<String> stop = parameters.stopSequences();
    if (stop.size() > MAX_STOP_SEQUENCES) {
      differences.add("of %d stop sequences there are the first %d only"
          .formatted(stop.size(), MAX_STOP_SEQUENCES));
      stop = stop.subList(0, MAX_STOP_SEQUENCES);
    }
    Optional<Double> temperature = parameters.temperature().map(ShownPrompt::rounded);
    if (temperature.filter(value -> value > 1).isPresent()) {
      differences.add("a temperature above 1, which is the model's default there");
      temperature = Optional.empty();
    }
    return new InferenceParameters(
        parameters.maxTokens(),
        temperature,
        // The least of our numbers is nothing at all in 32 bits.
        parameters.topP().map(ShownPrompt::rounded).filter(value -> value > 0),
        stop);
  }

  private static Map<String, String> metadata(Prompt prompt, int room, List<String> unknown) {
    Map<String, String> shown = new LinkedHashMap<>();
    prompt.metadata().forEach((key, value) -> {
      if (shown.size() < room
          && KEY.matcher(key).matches()
          && !key.startsWith(KeptFile.PREFIX)
          && VALUE.matcher(value).matches()) {
        shown.put(key, value);
      } else {
        unknown.add("the metadata " + AwsErrors.oneLine(key));
      }
    });
    return shown;
  }
}
