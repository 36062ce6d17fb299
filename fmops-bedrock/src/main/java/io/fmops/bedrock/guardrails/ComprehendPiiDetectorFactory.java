package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/**
 * Makes a {@link ComprehendPiiDetector} of the settings {@code region}, {@code endpoint} and
 * {@code timeout-seconds}, of which none is needed. Thread-safe.
 */
public final class ComprehendPiiDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public ComprehendPiiDetectorFactory() {}

  @Override
  public String type() {
    return "comprehend-pii";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Comprehend comprehend = Settings.comprehend(settings);
    return Settings.at(settings, "type", () -> comprehend.pii(name));
  }
}
