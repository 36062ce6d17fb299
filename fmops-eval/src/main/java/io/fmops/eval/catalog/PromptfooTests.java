package io.fmops.eval.catalog;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Makes examples of tests. Used once, by one thread. */
final class PromptfooTests {

  /** Combinations of values multiply; nobody means more than this. */
  private static final int MAX_EXAMPLES = 100_000;

  /** Files that name files. */
  private static final int MAX_FILES_WITHIN = 10;

  private static final String ONLY_FILES =
      "%s is not read; tests are read from YAML, JSON, JSON Lines and CSV files on disk";

  private static final Set<String> LEFT_OUT =
      Set.of("provider", "providers", "prompts", "options", "type", "providerOutput");

  /** Options that are code and would decide about an answer. */
  private static final Set<String> CODE_OPTIONS =
      Set.of("transform", "transformVars", "postprocess");

  private static final Set<String> KNOWN_OPTIONS =
      Set.of("disableVarExpansion", "disableDefaultAsserts");

  private final PromptfooReader reader;
  private final PromptfooAssertions assertions;
  private final List<Example> examples = new ArrayList<>();

  /** The files that are being read, each named by the one before. */
  private final Set<Path> open = new HashSet<>();

  private TestCase defaults = TestCase.NONE;
  private int tests;

  /** What stands in a test, before anything is made of it. */
  private record TestCase(
      Optional<String> description,
      Map<String, Config> vars,
      List<Config> assertions,
      Optional<Config> threshold,
      Map<String, Config> metadata,
      Map<String, Config> options) {

    static final TestCase NONE =
        new TestCase(Optional.empty(), Map.of(), List.of(), Optional.empty(), Map.of(), Map.of());

    boolean option(String name) {
      Config value = options.get(name);
      return value != null && value.flag(name);
    }

    /** This test laid over the defaults. */
    TestCase over(TestCase defaults) {
      List<Config> all = new ArrayList<>();
      if (!option("disableDefaultAsserts")) {
        all.addAll(defaults.assertions);
      }
      all.addAll(assertions);
      return new TestCase(
          description.or(() -> defaults.description),
          both(defaults.vars, vars),
          all,
          threshold.or(() -> defaults.threshold),
          both(defaults.metadata, metadata),
          both(defaults.options, options));
    }

    private static Map<String, Config> both(Map<String, Config> below, Map<String, Config> above) {
      Map<String, Config> both = new LinkedHashMap<>(below);
      both.putAll(above);
      return both;
    }
  }

  PromptfooTests(PromptfooReader reader) {
    this.reader = reader;
    this.assertions = new PromptfooAssertions(reader);
  }

  List<Example> examples() {
    return examples;
  }

  void defaults(Config value) {
    Config test = value.isText() ? file(value) : value;
    defaults = testCase(reader.resolved(test).map("defaultTest"));
  }

  private Config file(Config value) {
    String text = value.text("a test");
    return reader.content(value.at(), withoutScheme(text));
  }

  private static String withoutScheme(String text) {
    return text.startsWith(PromptfooReader.FILE)
        ? text.substring(PromptfooReader.FILE.length())
        : text;
  }

  /** Reads {@code tests}, or an item of it that names files. */
  void read(Config value) {
    if (value.isText()) {
      files(value.at(), value.text("tests"));
      return;
    }
    for (Config item : value.list("tests")) {
      if (item.isText()) {
        files(item.at(), item.text("a test"));
      } else {
        Config.Entries test = reader.resolved(item).map("a test");
        if (test.get("path").isPresent() && test.get("vars").isEmpty()) {
          throw test.at()
              .problem(ONLY_FILES.formatted(test.get("path").orElseThrow().toText()));
        }
        add(test);
      }
    }
  }

  private void files(Origin at, String name) {
    String path = withoutScheme(name);
    if (path.contains("://") || PromptfooReader.isCode(path)) {
      throw at.problem(ONLY_FILES.formatted(Origin.quote(name)));
    }
    for (Path found : reader.files().find(at, path)) {
      if (open.size() >= MAX_FILES_WITHIN || !open.add(found)) {
        throw at.problem("%s is read already, or more than %d files name each other"
            .formatted(Origin.quote(name), MAX_FILES_WITHIN));
      }
      switch (ConfigFiles.ending(found)) {
        case "yaml", "yml", "json" ->
          ConfigFiles.read(at, found).ifPresent(tests -> read(asList(tests)));
        case "jsonl" -> lines(at, found);
        case "csv" -> PromptfooCsv.read(at, found).forEach(this::add);
        default -> throw at.problem(ONLY_FILES.formatted(Origin.quote(name)));
      }
      open.remove(found);
    }
  }

  /** A file may have one test. */
  private static Config asList(Config tests) {
    return tests instanceof Config.Entries ? new Config.Items(tests.at(), List.of(tests)) : tests;
  }

  private void lines(Origin at, Path found) {
    String[] lines = ConfigFiles.text(at, found).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        add(JsonConfig.read(lines[i], found, i + 1).map("a test"));
      }
    }
  }

  private TestCase testCase(Config.Entries test) {
    for (Map.Entry<String, Config> entry : test.entries().entrySet()) {
      Origin at = entry.getValue().at();
      switch (entry.getKey()) {
        case "description", "vars", "assert", "threshold", "metadata", "options" -> {}
        case "assertScoringFunction" ->
          throw at.problem("assertScoringFunction is code, which is not run; take it out");
        default ->
          reader.note(
              at,
              LEFT_OUT.contains(entry.getKey())
                  ? entry.getKey() + " of a test is left out"
                  : "%s of a test is unknown and left out".formatted(Origin.quote(entry.getKey())));
      }
    }
    Map<String, Config> options =
        test.get("options").map(o -> o.map("options").entries()).orElse(Map.of());
    options.forEach((key, value) -> {
      if (CODE_OPTIONS.contains(key)) {
        throw value
            .at()
            .problem(
                "options.%s is code, which is not run; without it the tests mean something else"
                    .formatted(key));
      } else if (!KNOWN_OPTIONS.contains(key)) {
        reader.note(value.at(), "options.%s is left out".formatted(key));
      }
    });
    return new TestCase(
        test.get("description").map(d -> d.text("description")),
        test.get("vars").map(this::vars).orElse(Map.of()),
        test.get("assert").map(a -> a.list("assert")).orElse(List.of()),
        test.get("threshold"),
        test.get("metadata").map(m -> m.map("metadata").entries()).orElse(Map.of()),
        options);
  }

  /** A mapping, or the names of files that have one. */
  private Map<String, Config> vars(Config value) {
    if (value instanceof Config.Entries map) {
      return map.entries();
    }
    Map<String, Config> vars = new LinkedHashMap<>();
    for (String name : value.texts("vars")) {
      for (Path path : reader.files().find(value.at(), withoutScheme(name))) {
        ConfigFiles.read(value.at(), path)
            .ifPresent(v -> vars.putAll(v.map("vars").entries()));
      }
    }
    return vars;
  }

  private void add(Config.Entries test) {
    tests++;
    TestCase whole = testCase(test).over(defaults);
    List<Map<String, String>> combinations = combinations(test.at(), whole);
    int number = 0;
    for (Map<String, String> raw : combinations) {
      if (examples.size() == MAX_EXAMPLES) {
        throw test.at().problem("the tests make more than %,d examples".formatted(MAX_EXAMPLES));
      }
      number++;
      Map<String, String> vars = new LinkedHashMap<>();
      // A value may have other variables in it; what it has else is the model's to read.
      raw.forEach((name, value) -> vars.put(name, Variables.known(value, raw)));
      Map<String, String> tags = new LinkedHashMap<>();
      whole.description().ifPresent(d -> tags.put("description", Variables.known(d, vars)));
      whole.metadata().forEach((key, value) -> tags.put(key, value.toText()));
      examples.add(new Example(
          combinations.size() == 1 ? "test-" + tests : "test-%d-%d".formatted(tests, number),
          vars,
          List.of(),
          tags,
          new Assertions(
              assertions.read(whole.assertions(), vars),
              whole
                  .threshold()
                  .map(t -> OptionalDouble.of(t.number("threshold")))
                  .orElse(OptionalDouble.empty()))));
    }
  }

  /** The variables of each example that a test is. */
  private List<Map<String, String>> combinations(Origin at, TestCase test) {
    boolean expand = !test.option("disableVarExpansion");
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, Config> variable : test.vars().entrySet()) {
      List<String> values = values(variable.getValue(), expand);
      if ((long) combinations.size() * values.size() > MAX_EXAMPLES) {
        throw at.problem(
            "the values of the variables have more than %,d combinations".formatted(MAX_EXAMPLES));
      }
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> before : combinations) {
        for (String value : values) {
          Map<String, String> with = new LinkedHashMap<>(before);
          with.put(variable.getKey(), value);
          more.add(with);
        }
      }
      combinations = more;
    }
    return combinations;
  }

  private List<String> values(Config value, boolean expand) {
    if (value instanceof Config.Items list && expand && !list.items().isEmpty()) {
      List<String> values = new ArrayList<>();
      list.items().forEach(item -> values.addAll(values(item, false)));
      return values;
    }
    if (!value.isText() || !value.toText().startsWith(PromptfooReader.FILE)) {
      return List.of(value.toText());
    }
    String name = withoutScheme(value.toText());
    if (PromptfooReader.isCode(name)) {
      throw value
          .at()
          .problem("%s is code, which is not run; write its value".formatted(Origin.quote(name)));
    }
    List<String> values = new ArrayList<>();
    for (Path path : reader.files().find(value.at(), name)) {
      Path beside = ConfigFiles.folder(value.at().file()).relativize(path);
      values.add(reader.content(value.at(), beside.toString()).toText());
    }
    return values;
  }

  static Config text(Origin at, String text) {
    return new Config.Scalar(at, TextNode.valueOf(text));
  }
}
