package io.fmops.bedrock.guardrails;

import io.fmops.bedrock.BedrockGuardrailChecks.Checks;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a {@link BedrockChecksDetector} of the settings {@code harm}, {@code attacks} and
 * {@code sensitive} (lists in Bedrock's words such as {@code HATE}, {@code JAILBREAK},
 * {@code EMAIL}; {@code all} for all of the first two; default: {@code all} of the first two),
 * {@code region}, {@code endpoint}, {@code timeout-seconds} and {@code piece-size}. Thread-safe.
 */
public final class BedrockChecksDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public BedrockChecksDetectorFactory() {}

  @Override
  public String type() {
    return "bedrock-checks";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Set<String> harm = words(settings, "harm", Checks.HARM.harm());
    Set<String> attacks = words(settings, "attacks", Checks.ATTACKS.attacks());
    Set<String> sensitive = words(settings, "sensitive", Set.of());
    Checks checks = harm.isEmpty() && attacks.isEmpty() && sensitive.isEmpty()
        ? new Checks(Checks.HARM.harm(), Checks.ATTACKS.attacks(), Set.of())
        : new Checks(harm, attacks, sensitive);
    CallLimits limits = Settings.limits(settings);
    return new BedrockChecksDetector(
        name, Settings.bedrock(settings).guardrailChecks(checks), limits);
  }

  private static Set<String> words(DetectorSettings settings, String key, Set<String> all) {
    List<String> words = settings.texts(key);
    if (words.equals(List.of("all")) && !all.isEmpty()) {
      return all;
    }
    Set<String> upper = words.stream()
        .map(word -> word.toUpperCase(Locale.ROOT).replace('-', '_'))
        .collect(Collectors.toSet());
    if (!all.isEmpty() && !all.containsAll(upper)) {
      throw settings.wrong(
          key, "%s is %s; it must be all, or some of %s".formatted(key, words, sorted(all)));
    }
    return upper;
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }
}
