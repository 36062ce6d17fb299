package io.fmops.eval.catalog;

import io.fmops.eval.dataset.BedrockDataset;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.dataset.FmevalDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a use case's manifest. Used once, by one thread. */
final class UseCaseFile {

  private static final List<String> KEYS =
      List.of("description", "prompts", "datasets", "evaluators", "thresholds");

  /** What says what the fields of a dataset mean. */
  private static final List<String> FIELD_KEYS = List.of(
      "inputs",
      "id",
      "reference",
      "reference-list",
      "reference-separator",
      "references-optional",
      "labels",
      "tags",
      "assertions",
      "at");

  private static final List<String> FORMATS =
      List.of("jsonl", "csv", "parquet", "bedrock", "fmeval", "promptfoo");

  private final ConfigFiles files;
  private final Set<String> labels = new LinkedHashSet<>();

  private UseCaseFile(Path root) {
    this.files = new ConfigFiles(root);
  }

  static UseCase read(Path manifest, String name, Path root) {
    return new UseCaseFile(root).useCase(manifest, name);
  }

  private UseCase useCase(Path manifest, String name) {
    Origin whole = Origin.of(manifest);
    Config.Entries root = ConfigFiles.read(whole, manifest)
        .orElseThrow(() -> whole.problem("the file is empty; a use case needs datasets"))
        .map("a use case");
    root.onlyKnown(KEYS, "a use case");
    Map<String, Dataset> datasets = new LinkedHashMap<>();
    Config list = root.required("datasets", "a use case");
    for (Config item : list.list("datasets")) {
      Dataset dataset = dataset(item.map("a dataset"));
      if (datasets.put(dataset.name(), dataset) != null) {
        throw item.at()
            .problem("two datasets are named %s; give one of them another name"
                .formatted(Origin.quote(dataset.name())));
      }
    }
    if (datasets.isEmpty()) {
      throw list.at().problem("there are no datasets; a use case needs at least one");
    }
    return new UseCase(
        name,
        root.get("description").map(d -> d.text("description")),
        root.get("prompts").map(this::prompts).orElse(List.of()),
        List.copyOf(datasets.values()),
        root.get("evaluators").map(e -> e.texts("evaluators")).orElse(List.of()),
        root.get("thresholds").map(this::thresholds).orElse(Map.of()),
        labels);
  }

  private List<String> prompts(Config value) {
    List<String> prompts = value.texts("prompts");
    for (String prompt : prompts) {
      if (prompt.isBlank()) {
        throw value.at().problem("the reference to a prompt is blank");
      }
    }
    return prompts;
  }

  private Map<String, Double> thresholds(Config value) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    value
        .map("thresholds")
        .entries()
        .forEach((measure, bound) ->
            thresholds.put(measure, bound.number("the threshold of " + Origin.quote(measure))));
    return thresholds;
  }

  private Dataset dataset(Config.Entries entries) {
    List<String> known = new ArrayList<>(List.of("file", "name", "format"));
    known.addAll(FIELD_KEYS);
    entries.onlyKnown(known, "a dataset");
    Config named = entries.required("file", "a dataset");
    Path file = files.resolve(named.at(), named.text("file"));
    String format =
        entries.get("format").map(f -> f.text("format")).orElseGet(() -> ConfigFiles.ending(file));
    if (!FORMATS.contains(format)) {
      throw entries
          .get("format")
          .orElse(named)
          .at()
          .problem("the format %s is not read; it can be %s%s"
              .formatted(
                  Origin.quote(format), Origin.quote(FORMATS), Origin.didYouMean(format, FORMATS)));
    }
    Dataset dataset = switch (format) {
      case "jsonl" -> Dataset.jsonl(file, fields(entries));
      case "csv" -> csv(entries, file);
      case "parquet" -> Dataset.parquet(file, fields(entries));
      case "bedrock" -> BedrockDataset.read(ownFields(entries, format, file));
      case "fmeval" -> FmevalDataset.read(ownFields(entries, format, file));
      default ->
        PromptfooConfig.read(ownFields(entries, format, file), files.root()).dataset();
    };
    return entries.get("name").map(n -> dataset.withName(n.text("name"))).orElse(dataset);
  }

  private Dataset csv(Config.Entries entries, Path file) {
    Fields fields = fields(entries);
    try {
      return Dataset.csv(file, fields);
    } catch (IllegalArgumentException e) {
      throw entries.at().problem(String.valueOf(e.getMessage()), e);
    }
  }

  /** Refuses to describe fields that the format describes. */
  private static Path ownFields(Config.Entries entries, String format, Path file) {
    for (String key : FIELD_KEYS) {
      Optional<Config> value = entries.get(key);
      if (value.isPresent()) {
        throw value
            .get()
            .at()
            .problem("%s means nothing for the format %s, which says itself what its fields mean"
                .formatted(key, format));
      }
    }
    return file;
  }

  private Fields fields(Config.Entries entries) {
    try {
      Fields fields = Fields.of(texts(entries, "inputs"));
      Optional<Config> id = entries.get("id");
      if (id.isPresent()) {
        fields = fields.withId(id.get().text("id"));
      }
      fields = references(entries, fields);
      if (entries
          .get("references-optional")
          .filter(o -> o.flag("references-optional"))
          .isPresent()) {
        fields = fields.withOptionalReferences();
      }
      fields = fields.withTags(texts(entries, "tags"));
      Optional<Config> assertions = entries.get("assertions");
      if (assertions.isPresent()) {
        fields = fields.withAssertions(assertions.get().text("assertions"));
      }
      for (Map.Entry<String, Config> at :
          entries.get("at").map(a -> a.map("at").entries()).orElse(Map.of()).entrySet()) {
        fields = fields.at(at.getKey(), at.getValue().text("at"));
      }
      return fields;
    } catch (IllegalArgumentException e) {
      throw entries.at().problem(String.valueOf(e.getMessage()), e);
    }
  }

  private Fields references(Config.Entries entries, Fields fields) {
    Optional<Config> one = entries.get("reference");
    Optional<Config> list = entries.get("reference-list");
    Optional<Config> separator = entries.get("reference-separator");
    Optional<Config> allowed = entries.get("labels");
    if (one.isPresent() && list.isPresent()) {
      throw list.get().at().problem("reference and reference-list exclude each other");
    }
    if (one.isEmpty() && (separator.isPresent() || allowed.isPresent())) {
      throw separator
          .or(() -> allowed)
          .orElseThrow()
          .at()
          .problem("reference must name the field that this is about");
    }
    if (list.isPresent()) {
      return fields.withReferenceList(list.get().text("reference-list"));
    } else if (one.isEmpty()) {
      return fields;
    } else if (separator.isPresent()) {
      return fields.withSeparatedReferences(
          one.get().text("reference"), separator.get().text("reference-separator"));
    } else if (allowed.isPresent()) {
      List<String> texts = allowed.get().texts("labels");
      labels.addAll(texts);
      return fields.withLabel(one.get().text("reference"), texts);
    }
    return fields.withReferences(one.get().texts("reference").toArray(String[]::new));
  }

  private static String[] texts(Config.Entries entries, String key) {
    return entries.get(key).map(v -> v.texts(key)).orElse(List.of()).toArray(String[]::new);
  }
}
