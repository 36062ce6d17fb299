package io.fmops.guardrails.toxicity.internal;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import io.fmops.guardrails.toxicity.WordList;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes the embedded toxicity detector from a policy file. Settings, all optional: {@code minimum}
 * (lowest score to report, 0 to 1), {@code words} (a word list's file), {@code model} (a model's
 * file). Thread-safe.
 */
public final class ToxicityDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public ToxicityDetectorFactory() {}

  @Override
  public String type() {
    return "toxicity";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    ToxicityDetector.Builder builder = ToxicityDetector.builder().name(name);
    settings.number("minimum", 0, 1).ifPresent(builder::minimum);
    Optional<Path> words = settings.path("words");
    if (words.isPresent()) {
      try {
        builder.words(WordList.read(words.get()));
      } catch (IllegalArgumentException | UncheckedIOException e) {
        throw settings.wrong("words", String.valueOf(e.getMessage()));
      }
    }
    Optional<Path> model = settings.path("model");
    if (model.isEmpty()) {
      return builder.build();
    }
    try {
      return builder.model(model.get()).build();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw settings.wrong("model", String.valueOf(e.getMessage()));
    }
  }
}
