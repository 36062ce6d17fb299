package io.fmops.bedrock;

import io.fmops.model.InferenceParameters;
import io.fmops.prompt.PromptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.bedrockagent.model.ContentBlock;
import software.amazon.awssdk.services.bedrockagent.model.ConversationRole;
import software.amazon.awssdk.services.bedrockagent.model.Message;
import software.amazon.awssdk.services.bedrockagent.model.PromptInferenceConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.PromptInputVariable;
import software.amazon.awssdk.services.bedrockagent.model.PromptMetadataEntry;
import software.amazon.awssdk.services.bedrockagent.model.PromptTemplateConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.PromptTemplateType;
import software.amazon.awssdk.services.bedrockagent.model.PromptVariant;
import software.amazon.awssdk.services.bedrockagent.model.SystemContentBlock;

/**
 * What people see of a prompt on the service, and can edit there. Immutable.
 *
 * @param description what it is for
 * @param messages the texts in the service's syntax, the system's first
 * @param variables the variables in them, as the service calls them
 * @param model the model's id or ARN
 * @param parameters how to generate
 * @param metadata the owner's entries
 */
record ShownPrompt(
    Optional<String> description,
    List<PromptMessage> messages,
    List<String> variables,
    Optional<String> model,
    InferenceParameters parameters,
    Map<String, String> metadata) {

  ShownPrompt {
    messages = List.copyOf(messages);
    variables = List.copyOf(variables);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Whether the service would do the same with both. Versions have descriptions of their own, which
   * say nothing about the prompt.
   */
  boolean doesAs(ShownPrompt other) {
    return messages.equals(other.messages)
        && model.equals(other.model)
        && parameters.equals(other.parameters)
        && metadata.equals(other.metadata);
  }

  /** The temperature or probability that it becomes on the service, which has 32 bits for it. */
  static double rounded(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  /**
   * The variant that shows this.
   *
   * @param name the variant's name
   * @param kept entries that are put behind the owner's
   */
  PromptVariant variant(String name, Map<String, String> kept) {
    PromptVariant.Builder variant = PromptVariant.builder().name(name);
    model.ifPresent(variant::modelId);
    if (!parameters.equals(InferenceParameters.DEFAULTS)) {
      variant.inferenceConfiguration(inference());
    }
    List<PromptMetadataEntry> entries = new ArrayList<>();
    metadata.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> entries.add(entry(entry)));
    kept.entrySet().forEach(entry -> entries.add(entry(entry)));
    variant.metadata(entries);
    if (isOneText()) {
      return variant
          .templateType(PromptTemplateType.TEXT)
          .templateConfiguration(PromptTemplateConfiguration.fromText(
              text -> text.text(messages.get(0).template()).inputVariables(inputs())))
          .build();
    }
    return variant
        .templateType(PromptTemplateType.CHAT)
        .templateConfiguration(PromptTemplateConfiguration.fromChat(chat -> {
          if (messages.get(0).role() == PromptMessage.Role.SYSTEM) {
            chat.system(SystemContentBlock.fromText(messages.get(0).template()));
          }
          chat.messages(turns()).inputVariables(inputs());
        }))
        .build();
  }

  /** An empty text is allowed in conversations only. */
  private boolean isOneText() {
    return messages.size() == 1
        && messages.get(0).role() == PromptMessage.Role.USER
        && !messages.get(0).template().isEmpty();
  }

  private List<Message> turns() {
    return messages.stream()
        .filter(message -> message.role() != PromptMessage.Role.SYSTEM)
        .map(message -> Message.builder()
            .role(
                message.role() == PromptMessage.Role.USER
                    ? ConversationRole.USER
                    : ConversationRole.ASSISTANT)
            .content(ContentBlock.fromText(message.template()))
            .build())
        .toList();
  }

  private List<PromptInputVariable> inputs() {
    return variables.stream()
        .map(name -> PromptInputVariable.builder().name(name).build())
        .toList();
  }

  private PromptInferenceConfiguration inference() {
    return PromptInferenceConfiguration.fromText(text -> {
      parameters.maxTokens().ifPresent(text::maxTokens);
      parameters.temperature().ifPresent(value -> text.temperature(value.floatValue()));
      parameters.topP().ifPresent(value -> text.topP(value.floatValue()));
      if (!parameters.stopSequences().isEmpty()) {
        text.stopSequences(parameters.stopSequences());
      }
    });
  }

  private static PromptMetadataEntry entry(Map.Entry<String, String> entry) {
    return PromptMetadataEntry.builder()
        .key(entry.getKey())
        .value(entry.getValue())
        .build();
  }
}
