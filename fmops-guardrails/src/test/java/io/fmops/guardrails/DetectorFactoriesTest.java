package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DetectorFactoriesTest {

  /** Settings out of a map. */
  private record Settings(Map<String, Object> values) implements DetectorSettings {
    private <T> Optional<T> get(String key, Class<T> type) {
      return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    @Override
    public Optional<String> text(String key) {
      return get(key, String.class);
    }

    @Override
    public Optional<Double> number(String key, double min, double max) {
      return get(key, Double.class);
    }

    @Override
    public Optional<Boolean> flag(String key) {
      return get(key, Boolean.class);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> texts(String key) {
      return (List<String>) values.getOrDefault(key, List.of());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, List<String>> textsByName(String key) {
      return (Map<String, List<String>>) values.getOrDefault(key, Map.of());
    }

    @Override
    public Optional<Path> path(String key) {
      return get(key, Path.class);
    }

    @Override
    public IllegalArgumentException wrong(String key, String problem) {
      return new IllegalArgumentException("policy.yaml: " + key + ": " + problem);
    }
  }

  private static Detector detector(String type, Map<String, Object> values) {
    return ServiceLoader.load(DetectorFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.type().equals(type))
        .findFirst()
        .orElseThrow()
        .create("mine", new Settings(values));
  }

  private static void isRefused(String type, Map<String, Object> values, String... why) {
    assertThatThrownBy(() -> detector(type, values))
        .hasMessageStartingWith("policy.yaml: ")
        .satisfies(e -> {
          for (String part : why) {
            assertThat(e).hasMessageContaining(part);
          }
        });
  }

  @Test
  void everyTypeIsMadeWithItsName() {
    Map<String, Map<String, Object>> types = Map.of(
        "pii", Map.of("types", List.of("email"), "names", List.of("Ann")),
        "secrets", Map.of(),
        "injection", Map.of("minimum", 0.9),
        "topics", Map.of("denied", Map.of("medicine", List.of("Which pill?"))),
        "pattern",
            Map.of("patterns", Map.of("order", List.of("ORD-\\d+", "B-\\d+")), "ignore-case", true),
        "length", Map.of("max", 3.0),
        "language", Map.of("allowed", List.of("en", "ja")),
        "grounding", Map.of("threshold", 0.5),
        "schema", Map.of("schema", "{\"type\":\"object\"}"));
    types.forEach((type, values) -> {
      try (Detector detector = detector(type, values)) {
        assertThat(detector.name()).isEqualTo("mine");
      }
    });
    assertThat(Found.in(detector("pattern", types.get("pattern")), "ord-1 b-2"))
        .containsExactly("order=ord-1", "order=b-2");
    assertThat(Found.in(detector("pii", types.get("pii")), "a@example.com 03-1234-5678"))
        .containsExactly("email=a@example.com");
  }

  @Test
  void wrongSettingsSayWhatWouldBeRight() {
    isRefused("pii", Map.of("types", List.of("e-mail")), "types", "\"e-mail\"", "email");
    isRefused("pii", Map.of("names", List.of("")), "names", "1 to 100");
    isRefused("topics", Map.of(), "denied", "no topic");
    isRefused("topics", Map.of("model", "nobody:x"), "model", "nobody");
    isRefused("pattern", Map.of(), "patterns", "at least one");
    isRefused("pattern", Map.of("patterns", Map.of("x", List.of("(", ")"))), "\"x\"");
    isRefused("length", Map.of(), "max");
    isRefused("length", Map.of("max", 3.0, "unit", "words"), "unit", "characters or tokens");
    isRefused("length", Map.of("max", 3.0, "min", 4.0), "at least min");
    isRefused("length", Map.of("max", 3.5), "max", "whole number");
    isRefused("language", Map.of("allowed", List.of("xx")), "allowed", "ja");
    isRefused("grounding", Map.of("judge", "nobody:x"), "judge", "nobody");
    isRefused("grounding", Map.of("embedding", "nobody:x"), "embedding", "nobody");
    isRefused("schema", Map.of("schema", "{\"pattern\":\"x\"}"), "schema", "[pattern]");
    isRefused("schema", Map.of("file", Path.of("nowhere.json")), "file", "nowhere.json");
    isRefused("schema", Map.of("file", Path.of("x"), "schema", "{}"), "not both");
  }
}
