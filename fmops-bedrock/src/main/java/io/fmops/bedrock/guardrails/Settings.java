package io.fmops.bedrock.guardrails;

import io.fmops.bedrock.BedrockProvider;
import io.fmops.guardrails.spi.DetectorSettings;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the policy files say of all detectors on AWS: {@code region}, {@code endpoint},
 * {@code timeout-seconds}, and of those on Bedrock {@code piece-size}. Credentials are those of the
 * environment. Stateless.
 */
final class Settings {

  private static final int MAX_PIECE = 10_000_000;
  private static final int MAX_SECONDS = 86_400;

  private Settings() {}

  static BedrockProvider bedrock(DetectorSettings settings) {
    BedrockProvider.Builder builder = BedrockProvider.builder();
    settings
        .text("region")
        .ifPresent(region -> at(settings, "region", () -> builder.region(region)));
    settings
        .text("endpoint")
        .ifPresent(uri -> at(settings, "endpoint", () -> builder.endpoint(URI.create(uri))));
    return builder.build();
  }

  static Comprehend comprehend(DetectorSettings settings) {
    Comprehend.Builder builder = Comprehend.builder().timeout(timeout(settings));
    settings.text("region").ifPresent(builder::region);
    settings
        .text("endpoint")
        .ifPresent(uri -> at(settings, "endpoint", () -> builder.endpoint(URI.create(uri))));
    return builder.build();
  }

  static CallLimits limits(DetectorSettings settings) {
    int size = settings.whole("piece-size", 100, MAX_PIECE).orElse(CallLimits.DEFAULTS.pieceSize());
    return new CallLimits(size, timeout(settings));
  }

  private static Duration timeout(DetectorSettings settings) {
    return settings
        .number("timeout-seconds", 0.001, MAX_SECONDS)
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
        .orElse(CallLimits.DEFAULTS.timeout());
  }

  /** What is wrong with a value is told with its place in the policy. */
  static <T> T at(DetectorSettings settings, String key, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw settings.wrong(key, String.valueOf(e.getMessage()));
    }
  }
}
