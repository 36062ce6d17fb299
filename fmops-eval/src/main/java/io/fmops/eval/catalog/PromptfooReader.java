package io.fmops.eval.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fmops.eval.dataset.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one configuration of promptfoo's. Used once, by one thread. */
final class PromptfooReader {

  static final String FILE = "file://";

  /** Endings of files that are code. */
  static final Set<String> CODE =
      Set.of("js", "cjs", "mjs", "ts", "cts", "mts", "py", "rb", "go", "sh", "exe");

  private static final int MAX_REFERENCES = 50;
  private static final Pattern BETWEEN_PROMPTS = Pattern.compile("(?m)^---[ \\t]*\\R?");

  /** What says how promptfoo runs rather than what is tested. */
  private static final Set<String> LEFT_OUT = Set.of(
      "providers",
      "targets",
      "outputPath",
      "evaluateOptions",
      "commandLineOptions",
      "env",
      "sharing",
      "tags",
      "metadata",
      "derivedMetrics",
      "extensions",
      "nunjucksFilters",
      "writeLatestResults",
      "tracing",
      "redteam",
      "author");

  private static final Set<String> SILENT = Set.of("$schema", "assertionTemplates");

  private final Path file;
  private final ConfigFiles files;
  private final Set<String> notes = new LinkedHashSet<>();
  private Config root = new Config.Items(Origin.of(Path.of("")), List.of());

  PromptfooReader(Path file, Path root) {
    this.file = file;
    this.files = new ConfigFiles(root);
  }

  PromptfooConfig read() {
    Origin whole = Origin.of(file);
    root = ConfigFiles.read(whole, file).orElseThrow(() -> whole.problem("the file is empty"));
    Config.Entries config = root.map("the configuration");
    for (Map.Entry<String, Config> entry : config.entries().entrySet()) {
      String key = entry.getKey();
      switch (key) {
        case "description", "prompts", "tests", "defaultTest" -> {}
        case "scenarios" ->
          throw entry.getValue().at().problem("scenarios are not read; write their tests as tests");
        default -> {
          if (!SILENT.contains(key)) {
            note(
                entry.getValue().at(),
                LEFT_OUT.contains(key)
                    ? key + " is left out"
                    : "%s is unknown and left out".formatted(Origin.quote(key)));
          }
        }
      }
    }
    PromptfooTests tests = new PromptfooTests(this);
    config.get("defaultTest").ifPresent(tests::defaults);
    tests.read(config.required("tests", "the configuration"));
    String name = String.valueOf(file.getFileName());
    return new PromptfooConfig(
        config.get("description").map(d -> d.text("description")),
        config.get("prompts").map(this::prompts).orElse(List.of()),
        Dataset.of(name, tests.examples()),
        List.copyOf(notes));
  }

  ConfigFiles files() {
    return files;
  }

  void note(Origin at, String what) {
    notes.add(at.where() + ": " + what);
  }

  /** The mapping that a {@code $ref} stands for, with what stands beside it laid over it. */
  Config resolved(Config value) {
    Config now = value;
    for (int i = 0; now instanceof Config.Entries map && map.get("$ref").isPresent(); i++) {
      if (i == MAX_REFERENCES) {
        throw value.at().problem("$ref leads on and on; does it lead back to itself?");
      }
      Map<String, Config> beside = new LinkedHashMap<>(map.entries());
      beside.remove("$ref");
      String reference = map.get("$ref").orElseThrow().text("$ref");
      Config target = at(map.at(), reference);
      if (beside.isEmpty()) {
        now = target;
      } else {
        Map<String, Config> both = new LinkedHashMap<>(target.map(reference).entries());
        both.putAll(beside);
        now = new Config.Entries(map.at(), both);
      }
    }
    return now;
  }

  private Config at(Origin at, String reference) {
    if (!reference.startsWith("#/")) {
      throw at.problem(
          "$ref is %s; only places in this file are read, such as #/assertionTemplates/x"
              .formatted(Origin.quote(reference)));
    }
    Config now = root;
    for (JsonPointer p = JsonPointer.compile(reference.substring(1)); !p.matches(); p = p.tail()) {
      Config next = now instanceof Config.Entries map
          ? map.entries().get(p.getMatchingProperty())
          : now instanceof Config.Items list
                  && p.getMatchingIndex() >= 0
                  && p.getMatchingIndex() < list.items().size()
              ? list.items().get(p.getMatchingIndex())
              : null;
      if (next == null) {
        throw at.problem("there is no %s in this file".formatted(Origin.quote(reference)));
      }
      now = next;
    }
    return now;
  }

  /** The content of a file that is named where a value could stand: a text, or YAML or JSON. */
  Config content(Origin at, String name) {
    Path path = files.resolve(at, name);
    return switch (ConfigFiles.ending(path)) {
      case "yaml", "yml", "json" ->
        ConfigFiles.read(at, path)
            .orElseThrow(() -> at.problem("%s is empty".formatted(Origin.quote(name))));
      case "txt", "md", "html", "csv", "xml", "jsonl" ->
        new Config.Scalar(at, TextNode.valueOf(ConfigFiles.text(at, path).strip()));
      default ->
        throw at.problem("%s is no text, YAML or JSON that could be read as a value"
            .formatted(Origin.quote(name)));
    };
  }

  private List<PromptfooPrompt> prompts(Config value) {
    List<PromptfooPrompt> prompts = new ArrayList<>();
    for (Config item : value instanceof Config.Items list ? list.items() : List.of(value)) {
      prompt(resolved(item), prompts);
    }
    return prompts;
  }

  private void prompt(Config item, List<PromptfooPrompt> prompts) {
    if (item instanceof Config.Entries map) {
      Optional<String> label =
          map.get("label").or(() -> map.get("id")).map(l -> l.text("a prompt's label"));
      Optional<Config> raw = map.get("raw");
      if (raw.isPresent()) {
        String text = raw.get().text("a prompt");
        prompts.add(new PromptfooPrompt(label.orElse(next(prompts)), text));
        return;
      }
      Config id = map.required("id", "a prompt without raw");
      fromText(
          id.at(),
          id.text("a prompt's id"),
          label.filter(l -> map.get("label").isPresent()),
          prompts);
      return;
    }
    fromText(item.at(), item.text("a prompt"), Optional.empty(), prompts);
  }

  private static String next(List<PromptfooPrompt> prompts) {
    return "prompt-" + (prompts.size() + 1);
  }

  private void fromText(
      Origin at, String text, Optional<String> label, List<PromptfooPrompt> prompts) {
    if (text.startsWith("exec:")) {
      note(at, "the prompt is a command, which is not run; it is left out");
    } else if (!text.startsWith(FILE)) {
      prompts.add(new PromptfooPrompt(label.orElse(next(prompts)), text));
    } else {
      String name = text.substring(FILE.length());
      if (isCode(name)) {
        note(
            at,
            "the prompt %s is code, which is not run; it is left out"
                .formatted(Origin.quote(name)));
        return;
      }
      for (Path path : files.find(at, name)) {
        fromFile(at, path, label, prompts);
      }
    }
  }

  /** One prompt, or several with lines of three dashes between them. */
  private static void fromFile(
      Origin at, Path path, Optional<String> label, List<PromptfooPrompt> prompts) {
    String text = ConfigFiles.text(at, path);
    List<String> parts = ConfigFiles.ending(path).equals("txt")
        ? BETWEEN_PROMPTS.splitAsStream(text).filter(p -> !p.isBlank()).toList()
        : List.of(text);
    String name = label.orElse(String.valueOf(path.getFileName()));
    for (int i = 0; i < parts.size(); i++) {
      prompts.add(new PromptfooPrompt(
          parts.size() == 1 ? name : name + "-" + (i + 1), parts.get(i).strip()));
    }
  }

  /** Whether a name, perhaps with a function's behind it, is that of a program. */
  static boolean isCode(String name) {
    int slash = name.lastIndexOf('/');
    int colon = name.indexOf(':', slash + 1);
    String path = colon < 0 ? name : name.substring(0, colon);
    return CODE.contains(path.substring(path.lastIndexOf('.') + 1));
  }
}
