package io.fmops.bedrock;

import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.model.RejectedInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.JsonSchemaDefinition;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatStructure;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;

/** A request in Bedrock's words, the same for both of its operations. */
final class ConverseRequests {

  private final ModelId model;
  private final List<SystemContentBlock> system;
  private final List<Message> messages;
  private final @Nullable InferenceConfiguration configuration;
  private final @Nullable ToolConfiguration tools;
  private final @Nullable OutputConfig output;
  private final @Nullable Document fields;
  private final ConverseSettings settings;

  /**
   * Translates a request.
   *
   * @throws RejectedInputException if it has content that Bedrock cannot be sent
   */
  ConverseRequests(ModelId model, GenerateRequest request) {
    this.model = model;
    BedrockParameters parameters =
        request.providerParameters(BedrockParameters.class).orElse(BedrockParameters.NONE);
    settings = new ConverseSettings(parameters);
    RequestContent content = new RequestContent(model);
    system = content.system(request.systemContent());
    messages = content.messages(request.messages());
    configuration = configuration(request.parameters());
    tools = ToolWords.configuration(model, request, parameters.toolsCachePoint());
    output = request.outputFormat().map(ConverseRequests::output).orElse(null);
    fields = parameters.additionalModelRequestFields().isEmpty()
        ? null
        : Documents.of(parameters.additionalModelRequestFields());
  }

  ConverseRequest whole() {
    ConverseRequest.Builder builder = ConverseRequest.builder()
        .modelId(model.name())
        .messages(messages)
        .inferenceConfig(configuration)
        .toolConfig(tools)
        .outputConfig(output)
        .additionalModelRequestFields(fields);
    if (!system.isEmpty()) {
      builder.system(system);
    }
    settings.applyTo(builder);
    return builder.build();
  }

  ConverseStreamRequest streamed() {
    ConverseStreamRequest.Builder builder = ConverseStreamRequest.builder()
        .modelId(model.name())
        .messages(messages)
        .inferenceConfig(configuration)
        .toolConfig(tools)
        .outputConfig(output)
        .additionalModelRequestFields(fields);
    if (!system.isEmpty()) {
      builder.system(system);
    }
    settings.applyTo(builder);
    return builder.build();
  }

  private static OutputConfig output(OutputFormat format) {
    return OutputConfig.builder()
        .textFormat(software.amazon.awssdk.services.bedrockruntime.model.OutputFormat.builder()
            .type(OutputFormatType.JSON_SCHEMA)
            .structure(OutputFormatStructure.fromJsonSchema(JsonSchemaDefinition.builder()
                .name(format.name())
                .schema(format.schema().toJson())
                .build()))
            .build())
        .build();
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
