package io.fmops.guardrails.tools;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where things are; options that all commands have. */
final class Options {

  @Option(
      names = "--data",
      description = "folder of published labelled text (default: ${DEFAULT-VALUE})",
      defaultValue = "../shared/data/toxicity")
  private Path data = Path.of("");

  @Option(
      names = "--text",
      description = "folder of the project's own text (default: ${DEFAULT-VALUE})",
      defaultValue = "fmops-guardrails/tools/text")
  private Path text = Path.of("");

  @Option(
      names = "--card",
      description = "the model card (default: ${DEFAULT-VALUE})",
      defaultValue = "docs/toxicity-model-card.md")
  private Path card = Path.of("");

  DataFolder data() {
    return new DataFolder(data);
  }

  Path dataPath() {
    return data;
  }

  Path text() {
    return text;
  }

  Path card() {
    return card;
  }
}
