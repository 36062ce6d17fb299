package io.fmops.guardrails.pii;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes detectors of the type {@code pii}. Settings: {@code types}, the categories to look for, by
 * default all; {@code names}, names of persons. Stateless and thread-safe.
 */
public final class PiiDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public PiiDetectorFactory() {}

  @Override
  public String type() {
    return "pii";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Set<PiiType> types = EnumSet.noneOf(PiiType.class);
    for (String category : settings.texts("types")) {
      types.add(PiiType.of(category)
          .orElseThrow(() -> settings.wrong(
              "types",
              "there is no \"%s\"; there are %s"
                  .formatted(
                      category,
                      Arrays.stream(PiiType.values()).map(PiiType::category).toList()))));
    }
    try {
      return new PiiDetector(
          name, types.isEmpty() ? EnumSet.allOf(PiiType.class) : types, settings.texts("names"));
    } catch (IllegalArgumentException e) {
      throw settings.wrong("names", String.valueOf(e.getMessage()));
    }
  }
}
