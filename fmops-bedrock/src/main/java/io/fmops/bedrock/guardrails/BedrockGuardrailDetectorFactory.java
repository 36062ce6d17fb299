package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/**
 * Makes a {@link BedrockGuardrailDetector} of the settings {@code guardrail} (its id or ARN), and
 * if need be {@code version} (default {@code DRAFT}), {@code grounding} (yes or no),
 * {@code region}, {@code endpoint}, {@code timeout-seconds} and {@code piece-size}. Thread-safe.
 */
public final class BedrockGuardrailDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public BedrockGuardrailDetectorFactory() {}

  @Override
  public String type() {
    return "bedrock-guardrail";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    String guardrail = settings
        .text("guardrail")
        .orElseThrow(() ->
            settings.wrong("guardrail", "a detector of this type needs a guardrail's id or ARN"));
    String version = settings.text("version").orElse("DRAFT");
    CallLimits limits = Settings.limits(settings);
    boolean grounding = settings.flag("grounding").orElse(false);
    return new BedrockGuardrailDetector(
        name, Settings.bedrock(settings).guardrail(guardrail, version), limits, grounding);
  }
}
