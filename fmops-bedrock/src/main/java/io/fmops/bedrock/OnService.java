package io.fmops.bedrock;

import io.fmops.model.InferenceParameters;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockagent.model.ChatPromptTemplateConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.ContentBlock;
import software.amazon.awssdk.services.bedrockagent.model.Message;
import software.amazon.awssdk.services.bedrockagent.model.PromptInferenceConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.PromptMetadataEntry;
import software.amazon.awssdk.services.bedrockagent.model.PromptModelInferenceConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.PromptTemplateConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.PromptVariant;
import software.amazon.awssdk.services.bedrockagent.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockagent.model.TextPromptTemplateConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.Tool;

/**
 * What the service has of a prompt.
 *
 * @param shown what people see there
 * @param kept entries of metadata that this library has put there
 * @param variant the variant's name
 * @param foreign what a prompt here cannot have
 */
record OnService(
    ShownPrompt shown, Map<String, String> kept, String variant, List<String> foreign) {

  /**
   * Reads the default variant.
   *
   * @throws PromptException if there is no variant, or one of a kind that this version does not
   *     know
   */
  static OnService of(
      String name,
      @Nullable String description,
      @Nullable String defaultVariant,
      List<PromptVariant> variants) {
    if (variants.isEmpty()) {
      throw new PromptException(
          "prompt %s has no text on Bedrock yet: there is no variant of it".formatted(name));
    }
    int chosen = 0;
    for (int i = variants.size() - 1; i >= 0; i--) {
      if (variants.get(i).name() != null && variants.get(i).name().equals(defaultVariant)) {
        chosen = i;
      }
    }
    PromptVariant variant = variants.get(chosen);
    List<String> foreign = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      if (i != chosen) {
        foreign.add("the variant " + variants.get(i).name());
      }
    }
    Map<String, String> kept = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (PromptMetadataEntry entry : variant.metadata()) {
      if (entry.key() != null && entry.value() != null) {
        (entry.key().startsWith(KeptFile.PREFIX) ? kept : metadata).put(entry.key(), entry.value());
      }
    }
    ShownPrompt shown = new ShownPrompt(
        Optional.ofNullable(description).filter(text -> !text.isEmpty()),
        messages(name, variant, foreign),
        List.of(),
        Optional.ofNullable(variant.modelId()).filter(id -> !id.isEmpty()),
        parameters(variant.inferenceConfiguration(), foreign),
        metadata);
    Document more = variant.additionalModelRequestFields();
    if (more != null && !more.isNull() && !(more.isMap() && more.asMap().isEmpty())) {
      foreign.add("the additional fields of the model's requests");
    }
    if (variant.genAiResource() != null) {
      foreign.add("the agent that takes the prompt");
    }
    String called = variant.name() == null ? "default" : variant.name();
    return new OnService(shown, kept, called, List.copyOf(foreign));
  }

  /** Whether nothing is lost with the other one. */
  boolean hasAllOf(OnService other) {
    return shown.doesAs(other.shown) && foreign.equals(other.foreign);
  }

  private static List<PromptMessage> messages(
      String name, PromptVariant variant, List<String> foreign) {
    PromptTemplateConfiguration template = variant.templateConfiguration();
    List<PromptMessage> messages = new ArrayList<>();
    if (template != null && template.text() != null) {
      TextPromptTemplateConfiguration text = template.text();
      messages.add(PromptMessage.user(text.text() == null ? "" : text.text()));
      if (text.cachePoint() != null) {
        foreign.add("cache points");
      }
    } else if (template != null && template.chat() != null) {
      chat(name, template.chat(), messages, foreign);
    } else {
      throw new PromptException(
          "prompt %s is of a kind that this version does not know: %s; it knows TEXT and CHAT"
              .formatted(name, variant.templateTypeAsString()));
    }
    return messages;
  }

  private static void chat(
      String name,
      ChatPromptTemplateConfiguration chat,
      List<PromptMessage> messages,
      List<String> foreign) {
    if (chat.system().stream().anyMatch(block -> block.cachePoint() != null)
        || chat.messages().stream()
            .flatMap(message -> message.content().stream())
            .anyMatch(block -> block.cachePoint() != null)) {
      foreign.add("cache points");
    }
    List<String> system = chat.system().stream()
        .map(SystemContentBlock::text)
        .filter(text -> text != null && !text.isEmpty())
        .toList();
    if (!system.isEmpty()) {
      messages.add(PromptMessage.system(joined(system, 1, foreign)));
    }
    for (Message message : chat.messages()) {
      int number = messages.size() + 1;
      List<String> texts = message.content().stream()
          .map(ContentBlock::text)
          .filter(text -> text != null)
          .toList();
      PromptMessage.Role role = switch (message.role() == null ? "" : message.roleAsString()) {
        case "user" -> PromptMessage.Role.USER;
        case "assistant" -> PromptMessage.Role.ASSISTANT;
        default ->
          throw new PromptException(
              "message %d of prompt %s has a role that this version does not know: %s"
                  .formatted(number, name, message.roleAsString()));
      };
      messages.add(new PromptMessage(role, joined(texts, number, foreign)));
    }
    if (chat.toolConfiguration() != null) {
      foreign.add(chat.toolConfiguration().tools().stream()
          .map(Tool::toolSpec)
          .filter(tool -> tool != null)
          .map(tool -> String.valueOf(tool.name()))
          .collect(Collectors.joining(", ", "the tools ", "")));
    }
  }

  private static String joined(List<String> texts, int number, List<String> foreign) {
    if (texts.size() > 1) {
      foreign.add("the border between the texts of message " + number);
    }
    return String.join("\n", texts);
  }

  private static InferenceParameters parameters(
      @Nullable PromptInferenceConfiguration inference, List<String> foreign) {
    if (inference == null || inference.text() == null) {
      return InferenceParameters.DEFAULTS;
    }
    PromptModelInferenceConfiguration text = inference.text();
    try {
      return new InferenceParameters(
          Optional.ofNullable(text.maxTokens()),
          Optional.ofNullable(text.temperature()).map(ShownPrompt::rounded),
          Optional.ofNullable(text.topP()).map(ShownPrompt::rounded),
          text.stopSequences().stream().filter(stop -> !stop.isEmpty()).toList());
    } catch (IllegalArgumentException e) {
      // The service has limits of 0 where there are none that mean anything.
      foreign.add("the inference parameters: " + e.getMessage());
      return InferenceParameters.DEFAULTS;
    }
  }
}
