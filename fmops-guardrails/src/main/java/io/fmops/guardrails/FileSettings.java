package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** The settings of a detector as they stand in a policy file. Not thread-safe. */
final class FileSettings implements DetectorSettings {

  private final PolicyYaml yaml;
  private final MappingNode mapping;
  private final Map<String, Node> fields;
  private final @Nullable Path folder;
  private final List<String> asked = new ArrayList<>();
  private final BiFunction<String, Node, Detector> inner;

  /**
   * Settings.
   *
   * @param known what the policy itself reads
   * @param inner makes a detector that stands within another, from its name and its settings
   */
  FileSettings(
      PolicyYaml yaml,
      MappingNode mapping,
      String what,
      List<String> known,
      @Nullable Path folder,
      BiFunction<String, Node, Detector> inner) {
    this.yaml = yaml;
    this.mapping = mapping;
    this.folder = folder;
    this.inner = inner;
    fields = yaml.fields(mapping, what);
    asked.addAll(known);
  }

  private Optional<Node> field(String key) {
    if (!asked.contains(key)) {
      asked.add(key);
    }
    return Optional.ofNullable(fields.get(key));
  }

  /** Refuses settings that nobody asked for. */
  void allAsked(String what) {
    yaml.onlyKnown(fields, mapping, asked, what);
  }

  @Override
  public Optional<String> text(String key) {
    return field(key).map(node -> yaml.text(node, key));
  }

  @Override
  public Optional<Double> number(String key, double min, double max) {
    return field(key).map(node -> yaml.number(node, key, min, max));
  }

  @Override
  public Optional<Integer> whole(String key, int min, int max) {
    return field(key).map(node -> yaml.whole(node, key, min, max));
  }

  @Override
  public Optional<Boolean> flag(String key) {
    return field(key).map(node -> yaml.flag(node, key));
  }

  @Override
  public List<String> texts(String key) {
    return field(key).map(node -> yaml.texts(node, key)).orElse(List.of());
  }

  @Override
  public Map<String, List<String>> textsByName(String key) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    field(key)
        .ifPresent(node -> yaml.fields(node, key)
            .forEach((name, value) -> texts.put(name, yaml.texts(value, key + "." + name))));
    return texts;
  }

  @Override
  public Optional<Path> path(String key) {
    return text(key).map(text -> {
      try {
        return folder == null ? Path.of(text) : folder.resolve(text);
      } catch (InvalidPathException e) {
        throw wrong(key, "%s is no path: %s".formatted(key, e.getReason()));
      }
    });
  }

  @Override
  public Optional<Detector> detector(String key) {
    return field(key).map(node -> inner.apply(key, node));
  }

  @Override
  public IllegalArgumentException wrong(String key, String problem) {
    return yaml.wrong(PolicyYaml.keyNode(mapping, key), problem);
  }
}
