package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings from a map, as a policy file would give them. */
public record MapSettings(Map<String, Object> values) implements DetectorSettings {

  private <T> Optional<T> get(String key, Class<T> type) {
    return Optional.ofNullable(values.get(key)).map(type::cast);
  }

  @Override
  public Optional<String> text(String key) {
    return get(key, String.class);
  }

  @Override
  public Optional<Double> number(String key, double min, double max) {
    return get(key, Number.class).map(Number::doubleValue).map(number -> {
      if (number < min || number > max) {
        throw wrong(key, "%s is %s; it must be %s to %s".formatted(key, number, min, max));
      }
      return number;
    });
  }

  @Override
  public Optional<Boolean> flag(String key) {
    return get(key, Boolean.class);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<String> texts(String key) {
    return get(key, List.class).orElse(List.of());
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, List<String>> textsByName(String key) {
    return get(key, Map.class).orElse(Map.of());
  }

  @Override
  public Optional<Path> path(String key) {
    return get(key, Path.class);
  }

  @Override
  public Optional<Detector> detector(String key) {
    return get(key, Detector.class);
  }

  @Override
  public IllegalArgumentException wrong(String key, String problem) {
    return new IllegalArgumentException("policy.yaml:7: " + key + ": " + problem);
  }
}
