package io.fmops.guardrails.onnx;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes an {@link OnnxDetector} of the settings {@code model} and {@code tokenizer} (files),
 * {@code labels} (a list) or {@code config} (a {@code config.json} that has them), and if need be
 * {@code task} ({@code softmax}, {@code sigmoid}, {@code tokens}), {@code categories} (labels by
 * category), {@code max-tokens}, {@code overlap}, {@code min-score}, {@code threads} and
 * {@code scope} ({@code sentence}, {@code whole}). Thread-safe.
 */
public final class OnnxDetectorFactory implements DetectorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public OnnxDetectorFactory() {}

  @Override
  public String type() {
    return "onnx";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Path model = file(settings, "model", "the ONNX file");
    Path tokenizer = file(settings, "tokenizer", "its tokenizer.json");
    List<String> named = settings.texts("labels");
    List<String> labels = named;
    if (named.isEmpty()) {
      Path config = file(settings, "config", "its config.json, or the list \"labels\"");
      labels = at(settings, "config", () -> OnnxDetector.labels(config));
    }
    OnnxDetector.Builder builder =
        OnnxDetector.builder(model, tokenizer, labels).name(name);
    settings.text("task").ifPresent(task -> builder.task(task(settings, task)));
    settings.text("scope").ifPresent(scope -> builder.scope(scope(settings, scope)));
    settings.number("min-score", 0, 1).ifPresent(builder::minScore);
    settings.whole("threads", 1, 1024).ifPresent(builder::threads);
    int tokens = settings.whole("max-tokens", 3, 1_000_000).orElse(512);
    int overlap = settings.whole("overlap", 0, 1_000_000).orElse(Math.min(64, tokens / 8));
    var unused = at(settings, "overlap", () -> builder.windows(tokens, overlap));
    builder.categories(categories(settings));
    return at(settings, "model", builder::build);
  }

  /** What is wrong with a file is told with the place in the policy that names it. */
  private static <T> T at(DetectorSettings settings, String key, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw settings.wrong(key, String.valueOf(e.getMessage()));
    }
  }

  private static Path file(DetectorSettings settings, String key, String what) {
    return settings
        .path(key)
        .orElseThrow(() -> settings.wrong(key, "a detector of type onnx needs " + what));
  }

  private static Map<String, String> categories(DetectorSettings settings) {
    Map<String, String> categories = new LinkedHashMap<>();
    settings
        .textsByName("categories")
        .forEach((category, labels) -> labels.forEach(label -> {
          if (categories.put(label, category) != null) {
            throw settings.wrong("categories", "the label \"%s\" is there twice".formatted(label));
          }
        }));
    return categories;
  }

  private static OnnxDetector.Task task(DetectorSettings settings, String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "softmax" -> OnnxDetector.Task.SOFTMAX;
      case "sigmoid" -> OnnxDetector.Task.SIGMOID;
      case "tokens" -> OnnxDetector.Task.TOKENS;
      default ->
        throw settings.wrong(
            "task", "the task is \"%s\"; it must be softmax, sigmoid or tokens".formatted(word));
    };
  }

  private static Detector.Scope scope(DetectorSettings settings, String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "sentence" -> Detector.Scope.SENTENCE;
      case "whole" -> Detector.Scope.WHOLE;
      default ->
        throw settings.wrong(
            "scope", "the scope is \"%s\"; it must be sentence or whole".formatted(word));
    };
  }
}
