package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/**
 * Makes a {@link ComprehendToxicityDetector} of the settings {@code region}, {@code endpoint} and
 * {@code timeout-seconds}, of which none is needed. Thread-safe.
 */
public final class ComprehendToxicityDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public ComprehendToxicityDetectorFactory() {}

  @Override
  public String type() {
    return "comprehend-toxicity";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Comprehend comprehend = Settings.comprehend(settings);
    return Settings.at(settings, "type", () -> comprehend.toxicity(name));
  }
}
