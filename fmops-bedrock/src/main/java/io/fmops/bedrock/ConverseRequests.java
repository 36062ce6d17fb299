package io.fmops.bedrock;

import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningTextBlock;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** A request in Bedrock's words, the same for both of its operations. */
final class ConverseRequests {

  private final ModelId model;
  private final List<SystemContentBlock> system;
  private final List<software.amazon.awssdk.services.bedrockruntime.model.Message> messages;
  private final @Nullable InferenceConfiguration configuration;
  private final @Nullable Document fields;

  /**
   * Translates a request.
   *
   * @throws RejectedInputException if it has content that Bedrock cannot be sent
   */
  ConverseRequests(ModelId model, GenerateRequest request) {
    this.model = model;
    if (!request.tools().isEmpty() || request.outputFormat().isPresent()) {
      throw new RejectedInputException(
          model + " cannot be sent tools or an output format", ErrorDetails.of(model), null);
    }
    system = request.system().map(SystemContentBlock::fromText).map(List::of).orElse(List.of());
    messages = request.messages().stream().map(this::message).toList();
    configuration = configuration(request.parameters());
    fields = request
        .providerParameters(BedrockParameters.class)
        .map(BedrockParameters::additionalModelRequestFields)
        .filter(map -> !map.isEmpty())
        .map(Documents::of)
        .orElse(null);
  }

  ConverseRequest whole() {
    ConverseRequest.Builder builder = ConverseRequest.builder()
        .modelId(model.name())
        .messages(messages)
        .inferenceConfig(configuration)
        .additionalModelRequestFields(fields);
    return (system.isEmpty() ? builder : builder.system(system)).build();
  }

  ConverseStreamRequest streamed() {
    ConverseStreamRequest.Builder builder = ConverseStreamRequest.builder()
        .modelId(model.name())
        .messages(messages)
        .inferenceConfig(configuration)
        .additionalModelRequestFields(fields);
    return (system.isEmpty() ? builder : builder.system(system)).build();
  }

  private software.amazon.awssdk.services.bedrockruntime.model.Message message(Message message) {
    return software.amazon.awssdk.services.bedrockruntime.model.Message.builder()
        .role(message.role() == Role.USER ? ConversationRole.USER : ConversationRole.ASSISTANT)
        .content(message.content().stream().map(this::block).toList())
        .build();
  }

  private software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block(
      ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromText(
          text.text());
    }
    if (block instanceof ContentBlock.Reasoning reasoning) {
      return software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromReasoningContent(
          ReasoningContentBlock.fromReasoningText(ReasoningTextBlock.builder()
              .text(reasoning.text())
              .signature(reasoning.signature().orElse(null))
              .build()));
    }
    if (!(block instanceof ContentBlock.Opaque opaque)) {
      throw new RejectedInputException(
          "%s cannot be sent content of the kind %s"
              .formatted(model, block.getClass().getSimpleName()),
          ErrorDetails.of(model),
          null);
    }
    if (!opaque.provider().equals(BedrockProvider.NAME)) {
      throw refused(
          opaque, "it comes from the provider \"" + opaque.provider() + "\"; leave it out");
    }
    if (opaque.value()
            instanceof software.amazon.awssdk.services.bedrockruntime.model.ContentBlock own
        && own.type()
            != software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.Type
                .UNKNOWN_TO_SDK_VERSION) {
      return own;
    }
    throw refused(
        opaque,
        "it holds %s instead of a content block of the AWS SDK that this version knows"
            .formatted(opaque.value().getClass().getSimpleName()));
  }

  private RejectedInputException refused(ContentBlock.Opaque opaque, String why) {
    return new RejectedInputException(
        "%s cannot be sent the content block of type \"%s\": %s"
            .formatted(model, opaque.type(), why),
        ErrorDetails.of(model),
        null);
  }

  private static @Nullable InferenceConfiguration configuration(InferenceParameters parameters) {
    if (parameters.equals(InferenceParameters.DEFAULTS)) {
      return null;
    }
    InferenceConfiguration.Builder builder = InferenceConfiguration.builder();
    parameters.maxTokens().ifPresent(builder::maxTokens);
    parameters.temperature().ifPresent(value -> builder.temperature(value.floatValue()));
    parameters.topP().ifPresent(value -> builder.topP(value.floatValue()));
    if (!parameters.stopSequences().isEmpty()) {
      builder.stopSequences(parameters.stopSequences());
    }
    return builder.build();
  }
}
