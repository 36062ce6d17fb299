package io.fmops.bedrock;

import io.fmops.bedrock.PulledPrompt.Origin;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.prompt.Input;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a prompt of what the service shows, and of the file that was kept beside it when it was
 * pushed. Part by part: what is shown as the file would be shown is the file's, and anything else
 * was changed there and is the service's. Stateless.
 *
 * @param prompt the prompt
 * @param origin where it comes from
 * @param notes what did not carry over
 */
record PromptMerge(Prompt prompt, Origin origin, List<String> notes) {

  /**
   * Makes the prompt.
   *
   * @param nameThere the name on the service
   * @param service what is there
   * @param version whether it is a version, of which the description is not the prompt's
   * @throws PromptException if it cannot be a prompt here
   */
  static PromptMerge of(String nameThere, OnService service, boolean version) {
    List<String> notes = new ArrayList<>(service.foreign());
    Optional<Prompt> file = KeptFile.read(service.kept());
    if (file.isEmpty()) {
      return foreign(nameThere, service, notes);
    }
    Prompt kept = file.get();
    Prompt merged =
        merged(kept, Showing.of(kept).shown(), nameThere, service.shown(), version, notes);
    boolean pushed = merged.equals(kept) && service.foreign().isEmpty();
    return new PromptMerge(pushed ? kept : merged, pushed ? Origin.PUSHED : Origin.EDITED, notes);
  }

  private static PromptMerge foreign(String nameThere, OnService service, List<String> notes) {
    if (!service.kept().isEmpty()) {
      notes.add(
          KeptFile.hasFile(service.kept())
              ? "the prompt's file beside it, which is damaged"
              : "what the service does not know, for which there was no room beside the prompt");
    }
    ShownPrompt shown = service.shown();
    Prompt.Builder builder = Prompt.builder(ServiceName.decode(nameThere));
    shown.description().ifPresent(builder::description);
    int number = 0;
    for (PromptMessage message : shown.messages()) {
      number++;
      PromptMessage template = ShownTexts.template(message, notes);
      builder.message(template);
      if (!ShownTexts.isPlain(template.template())) {
        notes.add("message %d has braces that are text there, and a section or field here"
            .formatted(number));
      }
    }
    model(shown, notes).ifPresent(builder::model);
    builder.parameters(shown.parameters());
    shown.metadata().forEach(builder::metadata);
    return new PromptMerge(builder.build(), Origin.FOREIGN, notes);
  }

  private static Prompt merged(
      Prompt kept,
      ShownPrompt pushed,
      String nameThere,
      ShownPrompt shown,
      boolean version,
      List<String> notes) {
    boolean sameName = ServiceName.of("the prompt name", kept.name()).equals(nameThere);
    Prompt.Builder builder = Prompt.builder(sameName ? kept.name() : ServiceName.decode(nameThere));
    (version || shown.description().equals(pushed.description())
            ? kept.description()
            : shown.description())
        .ifPresent(builder::description);
    builder.tags(kept.tags().toArray(new String[0]));
    List<PromptMessage> messages = messages(kept, pushed, shown, notes);
    messages.forEach(builder::message);
    (shown.model().equals(pushed.model()) ? kept.model() : model(shown, notes))
        .ifPresent(builder::model);
    builder.parameters(parameters(kept.parameters(), pushed.parameters(), shown.parameters()));
    kept.output().ifPresent(builder::output);
    kept.metadata().forEach((key, value) -> {
      if (!pushed.metadata().containsKey(key)) {
        builder.metadata(key, value);
      }
    });
    shown.metadata().forEach(builder::metadata);
    return withInputs(builder, inputs(kept, messages, notes), notes);
  }

  private static List<PromptMessage> messages(
      Prompt kept, ShownPrompt pushed, ShownPrompt shown, List<String> notes) {
    if (shown.messages().equals(pushed.messages())) {
      return kept.messages();
    }
    // An empty message of the system is not shown.
    int skipped = kept.messages().size() - pushed.messages().size();
    List<PromptMessage> messages = new ArrayList<>();
    for (int i = 0; i < shown.messages().size(); i++) {
      PromptMessage message = shown.messages().get(i);
      boolean same =
          i < pushed.messages().size() && message.equals(pushed.messages().get(i));
      messages.add(same ? kept.messages().get(i + skipped) : ShownTexts.template(message, notes));
    }
    return messages;
  }

  private static Optional<ModelId> model(ShownPrompt shown, List<String> notes) {
    if (shown.model().isEmpty()) {
      return Optional.empty();
    }
    String id = shown.model().get();
    if (id.contains("?") || id.chars().anyMatch(Character::isWhitespace)) {
      notes.add("the model, whose id cannot be one here");
      return Optional.empty();
    }
    return Optional.of(ModelId.of(BedrockProvider.NAME, id));
  }

  private static InferenceParameters parameters(
      InferenceParameters kept, InferenceParameters pushed, InferenceParameters shown) {
    return new InferenceParameters(
        shown.maxTokens().equals(pushed.maxTokens()) ? kept.maxTokens() : shown.maxTokens(),
        shown.temperature().equals(pushed.temperature()) ? kept.temperature() : shown.temperature(),
        shown.topP().equals(pushed.topP()) ? kept.topP() : shown.topP(),
        shown.stopSequences().equals(pushed.stopSequences())
            ? kept.stopSequences()
            : shown.stopSequences());
  }

  /** The declarations of what is still there; what is new is a text. */
  private static Map<String, Input> inputs(
      Prompt kept, List<PromptMessage> messages, List<String> notes) {
    Map<String, Input> inputs = new LinkedHashMap<>(kept.inputs());
    if (inputs.isEmpty() || messages.equals(kept.messages())) {
      return inputs;
    }
    Set<String> before = undeclared(kept.name(), kept.messages());
    Set<String> now = undeclared(kept.name(), messages);
    for (String name : kept.inputs().keySet()) {
      if (!now.contains(name)) {
        inputs.remove(name);
        notes.add("the input %s, which is in no message any more".formatted(name));
      }
    }
    for (String name : now) {
      if (!before.contains(name)) {
        inputs.put(name, Input.string());
        notes.add("the type of the input %s, which is new there and a text here".formatted(name));
      }
    }
    return inputs;
  }

  private static Set<String> undeclared(String name, List<PromptMessage> messages) {
    Prompt.Builder builder = Prompt.builder(name);
    messages.forEach(builder::message);
    return builder.build().variables();
  }

  private static Prompt withInputs(
      Prompt.Builder builder, Map<String, Input> inputs, List<String> notes) {
    Prompt bare = builder.build();
    if (inputs.isEmpty()) {
      return bare;
    }
    inputs.forEach(builder::input);
    @Nullable PromptException problem;
    try {
      return builder.build();
    } catch (PromptException e) {
      problem = e;
    }
    notes.add("the declarations of the inputs: " + problem.getMessage());
    return bare;
  }
}
