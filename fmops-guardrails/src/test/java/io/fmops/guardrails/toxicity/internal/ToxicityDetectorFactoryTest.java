package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToxicityDetectorFactoryTest {

  @TempDir
  private Path folder;

  private record Settings(Map<String, Object> values) implements DetectorSettings {
    @Override
    public Optional<String> text(String key) {
      return Optional.ofNullable((String) values.get(key));
    }

    @Override
    public Optional<Double> number(String key, double min, double max) {
      return Optional.ofNullable((Double) values.get(key));
    }

    @Override
    public Optional<Boolean> flag(String key) {
      return Optional.ofNullable((Boolean) values.get(key));
    }

    @Override
    public List<String> texts(String key) {
      return List.of();
    }

    @Override
    public Map<String, List<String>> textsByName(String key) {
      return Map.of();
    }

    @Override
    public Optional<Path> path(String key) {
      return Optional.ofNullable((Path) values.get(key));
    }

    @Override
    public IllegalArgumentException wrong(String key, String problem) {
      return new IllegalArgumentException("policy.yaml:7: " + key + ": " + problem);
    }
  }

  private static DetectorFactory factory() {
    return ServiceLoader.load(DetectorFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(f -> f.type().equals("toxicity"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPolicySetsTheMinimumAndWords() throws Exception {
    Path words = Files.writeString(folder.resolve("words.txt"), "# brand : 0.7\nAcme\n");
    Detector detector =
        factory().create("polite", new Settings(Map.of("minimum", 1.0, "words", words)));
    assertThat(detector.name()).isEqualTo("polite");
    assertThat(detector.detect("buy a c m e!"))
        .containsExactly(new Finding("brand", 4, 11, 0.7, "polite"));
  }

  @Test
  void withoutSettingsItIsTheShippedDetector() {
    assertThat(factory().create("toxicity", new Settings(Map.of())).detect("You stupid idiot."))
        .isNotEmpty();
  }

  @Test
  void filesThatDoNotFitAreErrorsOfThePolicy() throws Exception {
    Path broken = Files.writeString(folder.resolve("words.txt"), "no heading\n");
    assertThatThrownBy(() -> factory().create("t", new Settings(Map.of("words", broken))))
        .hasMessageStartingWith("policy.yaml:7: words: ")
        .hasMessageContaining("words.txt:1: ");
    assertThatThrownBy(() -> factory().create("t", new Settings(Map.of("model", broken))))
        .hasMessageStartingWith("policy.yaml:7: model: ")
        .hasMessageContaining("is not a toxicity model");
    assertThatThrownBy(() ->
            factory().create("t", new Settings(Map.of("model", folder.resolve("missing")))))
        .hasMessageContaining("cannot read the model");
  }
}
