package io.fmops.guardrails.secrets;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/** Makes detectors of the type {@code secrets}, without settings. Stateless and thread-safe. */
public final class SecretDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public SecretDetectorFactory() {}

  @Override
  public String type() {
    return "secrets";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    return new SecretDetector(name);
  }
}
