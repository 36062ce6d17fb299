package io.fmops.guardrails.injection;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/**
 * Makes detectors of the type {@code injection}. Setting: {@code minimum}, the score below which
 * nothing is told, by default 0.8. Stateless and thread-safe.
 */
public final class InjectionDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public InjectionDetectorFactory() {}

  @Override
  public String type() {
    return "injection";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    return new InjectionDetector(
        name, settings.number("minimum", 0, 1).orElse(InjectionDetector.DEFAULT_MINIMUM));
  }
}
