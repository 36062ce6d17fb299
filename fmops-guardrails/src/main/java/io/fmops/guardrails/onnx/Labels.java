package io.fmops.guardrails.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The labels of a model's outputs and the categories that they are reported as. Immutable and
 * thread-safe.
 *
 * @param names in the order of the outputs
 * @param categories by label; empty to report each under its own name
 */
record Labels(List<String> names, Map<String, String> categories) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The label of what is nothing, in token classification. */
  private static final String OUTSIDE = "O";

  Labels {
    names = List.copyOf(names);
    categories = Map.copyOf(categories);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there are no labels; a model needs at least one");
    }
    for (String label : categories.keySet()) {
      if (names.stream().map(Labels::plain).noneMatch(label::equals) && !names.contains(label)) {
        throw new IllegalArgumentException(
            "the label \"%s\" is none of the model's; they are %s".formatted(label, names));
      }
    }
  }

  int size() {
    return names.size();
  }

  /** The category of an output; empty if it is not reported. */
  Optional<String> category(int output) {
    String name = names.get(output);
    if (name.equals(OUTSIDE)) {
      return Optional.empty();
    }
    if (!categories.isEmpty()) {
      return Optional.ofNullable(categories.getOrDefault(name, categories.get(plain(name))));
    }
    return Optional.of(plain(name).toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-'));
  }

  /** The categories of all outputs. */
  Set<String> all() {
    return IntStream.range(0, names.size())
        .mapToObj(this::category)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether an output says that something begins here, by the BIO scheme. */
  boolean begins(int output) {
    return names.get(output).startsWith("B-");
  }

  /** Without the prefix of the BIO scheme. */
  private static String plain(String label) {
    return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
  }

  /** Reads {@code id2label} of a model's configuration. */
  static List<String> read(Path config) {
    try {
      JsonNode labels = JSON.readTree(config.toFile()).path("id2label");
      List<String> names = new ArrayList<>();
      for (int i = 0; i < labels.size(); i++) {
        JsonNode name = labels.path(String.valueOf(i));
        if (!name.isTextual()) {
          throw new IllegalArgumentException(
              "%s: id2label has no text for %d; it must be an object from \"0\" up to labels"
                  .formatted(config, i));
        }
        names.add(name.textValue());
      }
      if (names.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has no id2label; name the labels yourself".formatted(config));
      }
      return List.copyOf(names);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the labels in %s cannot be read; it must be a model's config.json: %s"
              .formatted(config, e.getMessage()),
          e);
    }
  }
}
