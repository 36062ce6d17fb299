package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.ToxicityDetector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a model on the held-back text and compares with the card. */
@Command(
    name = "evaluate",
    description = "Measures the model; fails if a figure is not the one of its card.")
final class Evaluate implements Callable<Integer> {

  @Mixin
  private Options options = new Options();

  @Option(names = "--model", description = "a model's file (default: the shipped one)")
  private Optional<Path> model = Optional.empty();

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    ToxicityDetector.Builder builder = ToxicityDetector.builder();
    model.ifPresent(builder::model);
    Corpus corpus = Corpus.read(options.data(), options.text());
    boolean whole = options.data().exists();
    if (!whole) {
      print.printf(
          "%s does not have the published text: skipped. What follows is on the project's own.%n",
          options.dataPath());
    }
    Measurement measured = new Measurement(builder.build(), corpus.split(), corpus.held());
    List<String> lines = new ArrayList<>(measured.figures());
    lines.addAll(measured.questions());
    lines.addAll(measured.categories());
    lines.addAll(measured.planted());
    if (whole) {
      lines.addAll(measured.evasion());
    }
    List<String> card =
        Files.exists(options.card()) ? Files.readAllLines(options.card()) : List.of();
    int other = 0;
    for (String line : lines) {
      boolean same = card.contains(line);
      other += same ? 0 : 1;
      print.println(line + (same ? "" : "  <- not in the card"));
    }
    print.printf(
        "%d of %d figures are those of %s%n", lines.size() - other, lines.size(), options.card());
    return other == 0 ? 0 : 1;
  }
}
