package io.fmops.bedrock;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamProcessingMode;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.awssdk.services.bedrockruntime.model.PerformanceConfigLatency;
import software.amazon.awssdk.services.bedrockruntime.model.PerformanceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.PromptVariableValues;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceTier;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceTierType;

/** What {@link BedrockParameters} say beside the content, in Converse's words. Immutable. */
final class ConverseSettings {

  private final BedrockParameters parameters;
  private final @Nullable PerformanceConfiguration performance;
  private final @Nullable ServiceTier tier;
  private final Map<String, PromptVariableValues> variables = new HashMap<>();

  ConverseSettings(BedrockParameters parameters) {
    this.parameters = parameters;
    performance = parameters.performance().map(ConverseSettings::performance).orElse(null);
    tier = parameters.serviceTier().map(ConverseSettings::tier).orElse(null);
    parameters
        .promptVariables()
        .forEach((name, value) -> variables.put(name, PromptVariableValues.fromText(value)));
  }

  void applyTo(ConverseRequest.Builder request) {
    request.performanceConfig(performance).serviceTier(tier);
    if (!parameters.additionalModelResponseFieldPaths().isEmpty()) {
      request.additionalModelResponseFieldPaths(parameters.additionalModelResponseFieldPaths());
    }
    if (!parameters.requestMetadata().isEmpty()) {
      request.requestMetadata(parameters.requestMetadata());
    }
    if (!variables.isEmpty()) {
      request.promptVariables(variables);
    }
    parameters
        .guardrail()
        .ifPresent(guardrail -> request.guardrailConfig(GuardrailConfiguration.builder()
            .guardrailIdentifier(guardrail.id())
            .guardrailVersion(guardrail.version())
            .trace(trace(guardrail.trace()))
            .build()));
  }

  void applyTo(ConverseStreamRequest.Builder request) {
    request.performanceConfig(performance).serviceTier(tier);
    if (!parameters.additionalModelResponseFieldPaths().isEmpty()) {
      request.additionalModelResponseFieldPaths(parameters.additionalModelResponseFieldPaths());
    }
    if (!parameters.requestMetadata().isEmpty()) {
      request.requestMetadata(parameters.requestMetadata());
    }
    if (!variables.isEmpty()) {
      request.promptVariables(variables);
    }
    parameters
        .guardrail()
        .ifPresent(guardrail -> request.guardrailConfig(GuardrailStreamConfiguration.builder()
            .guardrailIdentifier(guardrail.id())
            .guardrailVersion(guardrail.version())
            .trace(trace(guardrail.trace()))
            .streamProcessingMode(
                guardrail.streaming() == InlineGuardrail.Streaming.SYNC
                    ? GuardrailStreamProcessingMode.SYNC
                    : GuardrailStreamProcessingMode.ASYNC)
            .build()));
  }

  private static GuardrailTrace trace(InlineGuardrail.Trace trace) {
    return switch (trace) {
      case DISABLED -> GuardrailTrace.DISABLED;
      case ENABLED -> GuardrailTrace.ENABLED;
      case ENABLED_FULL -> GuardrailTrace.ENABLED_FULL;
    };
  }

  private static PerformanceConfiguration performance(BedrockParameters.Performance choice) {
    return PerformanceConfiguration.builder()
        .latency(
            choice == BedrockParameters.Performance.STANDARD
                ? PerformanceConfigLatency.STANDARD
                : PerformanceConfigLatency.OPTIMIZED)
        .build();
  }

  private static ServiceTier tier(BedrockParameters.ServiceTier tier) {
    return ServiceTier.builder()
        .type(
            switch (tier) {
              case DEFAULT -> ServiceTierType.DEFAULT;
              case PRIORITY -> ServiceTierType.PRIORITY;
              case FLEX -> ServiceTierType.FLEX;
              case RESERVED -> ServiceTierType.RESERVED;
            })
        .build();
  }
}
