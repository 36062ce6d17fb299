package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.function.Supplier;

/**
 * Makes a {@link CascadeDetector} of the settings {@code cheap} and {@code strong}, which are
 * detectors, and {@code low} (default 0.2) and {@code high} (default 0.8). Thread-safe.
 */
public final class CascadeDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public CascadeDetectorFactory() {}

  @Override
  public String type() {
    return "cascade";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    double low = settings.number("low", 0, 1).orElse(0.2);
    double high = settings.number("high", 0, 1).orElse(0.8);
    if (low >= high) {
      throw settings.wrong(
          "low", "low is %s and high is %s; low must be less".formatted(low, high));
    }
    Detector cheap =
        settings.detector("cheap").orElseThrow(missing(settings, "cheap", "looks at every text"));
    Detector strong = null;
    try {
      strong = settings
          .detector("strong")
          .orElseThrow(missing(settings, "strong", "is asked where the cheap one is not sure"));
    } finally {
      if (strong == null) {
        cheap.close();
      }
    }
    return new CascadeDetector(name, cheap, strong, low, high);
  }

  private static Supplier<IllegalArgumentException> missing(
      DetectorSettings settings, String key, String what) {
    return () ->
        settings.wrong(key, "a cascade needs the detector \"%s\", which %s".formatted(key, what));
  }
}
