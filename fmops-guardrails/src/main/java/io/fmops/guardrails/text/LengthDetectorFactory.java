package io.fmops.guardrails.text;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;

/**
 * Makes detectors of the type {@code length}. Settings: {@code min} and {@code max}, of which one
 * is needed; {@code unit}, {@code characters} (the default) or {@code tokens}. Stateless and
 * thread-safe.
 */
public final class LengthDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public LengthDetectorFactory() {}

  @Override
  public String type() {
    return "length";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    LengthDetector.Unit unit = switch (settings.text("unit").orElse("characters")) {
      case "characters" -> LengthDetector.Unit.CHARACTERS;
      case "tokens" -> LengthDetector.Unit.TOKENS;
      default -> throw settings.wrong("unit", "it must be characters or tokens");
    };
    int least = settings.whole("min", 0, Integer.MAX_VALUE).orElse(0);
    int most = settings.whole("max", 0, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
    if (least == 0 && most == Integer.MAX_VALUE) {
      throw settings.wrong("max", "give max, min or both");
    }
    if (most < least) {
      throw settings.wrong("max", "max is %d; it must be at least min, %d".formatted(most, least));
    }
    return new LengthDetector(name, unit, least, most);
  }
}
