package io.fmops.guardrails.judge;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelException;
import io.fmops.model.Models;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes a {@link JudgeDetector} of the setting {@code model} (a model id such as
 * {@code bedrock:amazon.nova-lite-v1:0}), and if need be {@code hazards} ({@code toxicity} or
 * {@code harm}) or {@code own-hazards} (descriptions by category), {@code language} ({@code auto},
 * {@code en}, {@code ja}), {@code max-tokens}, {@code timeout-seconds} and {@code scope}
 * ({@code sentence}, {@code whole}). Thread-safe.
 */
public final class JudgeDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public JudgeDetectorFactory() {}

  @Override
  public String type() {
    return "judge";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    String id = settings
        .text("model")
        .orElseThrow(() -> settings.wrong(
            "model", "a judge needs a model id, such as bedrock:amazon.nova-lite-v1:0"));
    List<Hazard> hazards = hazards(settings);
    JudgePrompt prompt = prompt(settings);
    Detector.Scope scope = scope(settings);
    int maxTokens = settings.whole("max-tokens", 1, 100_000).orElse(500);
    double seconds = settings.number("timeout-seconds", 0.001, 86_400).orElse(30.0);
    return JudgeDetector.builder(open(settings, id))
        .name(name)
        .hazards(hazards)
        .prompt(prompt)
        .scope(scope)
        .maxTokens(maxTokens)
        .timeout(Duration.ofMillis(Math.round(seconds * 1000)))
        .build();
  }

  private static FoundationModel open(DetectorSettings settings, String id) {
    try {
      return Models.open(id);
    } catch (ModelException | IllegalArgumentException e) {
      throw settings.wrong("model", String.valueOf(e.getMessage()));
    }
  }

  private static List<Hazard> hazards(DetectorSettings settings) {
    List<String> names = settings.texts("hazards");
    Map<String, List<String>> own = settings.textsByName("own-hazards");
    if (!own.isEmpty()) {
      if (!names.isEmpty()) {
        throw settings.wrong("own-hazards", "there are hazards as well; set one of both");
      }
      try {
        return own.entrySet().stream()
            .map(hazard -> Hazard.of(hazard.getKey(), String.join(" ", hazard.getValue())))
            .toList();
      } catch (IllegalArgumentException e) {
        throw settings.wrong("own-hazards", String.valueOf(e.getMessage()));
      }
    }
    return switch (names.isEmpty() ? "toxicity" : String.join(", ", names)) {
      case "toxicity" -> Hazards.TOXICITY;
      case "harm" -> Hazards.HARM;
      default ->
        throw settings.wrong(
            "hazards",
            "hazards is %s; it must be toxicity or harm, or leave it out and set own-hazards"
                .formatted(names));
    };
  }

  private static JudgePrompt prompt(DetectorSettings settings) {
    return switch (settings.text("language").orElse("auto")) {
      case "auto" -> JudgePrompt.byScript();
      case "en" -> JudgePrompt.english();
      case "ja" -> JudgePrompt.japanese();
      default -> throw settings.wrong("language", "the language must be auto, en or ja");
    };
  }

  private static Detector.Scope scope(DetectorSettings settings) {
    return switch (settings.text("scope").orElse("whole")) {
      case "sentence" -> Detector.Scope.SENTENCE;
      case "whole" -> Detector.Scope.WHOLE;
      default -> throw settings.wrong("scope", "the scope must be sentence or whole");
    };
  }
}
