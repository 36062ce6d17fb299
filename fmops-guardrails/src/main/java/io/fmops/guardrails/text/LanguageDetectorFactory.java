package io.fmops.guardrails.text;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.Set;

/**
 * Makes detectors of the type {@code language}. Setting: {@code allowed}, ISO 639-1 codes of
 * {@link Languages#known()}. Stateless and thread-safe.
 */
public final class LanguageDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public LanguageDetectorFactory() {}

  @Override
  public String type() {
    return "language";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    try {
      return new LanguageDetector(name, Set.copyOf(settings.texts("allowed")));
    } catch (IllegalArgumentException e) {
      throw settings.wrong("allowed", String.valueOf(e.getMessage()));
    }
  }
}
