package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.ToxicityDetector;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the shipped model and writes it and its card. */
@Command(name = "train", description = "Trains the model, measures it and writes its card.")
final class Train implements Callable<Integer> {

  /** Folds of cross-validation. */
  static final int FOLDS = 10;

  @Mixin
  private Options options = new Options();

  @Option(
      names = "--out",
      description = "the model's file (default: ${DEFAULT-VALUE})",
      defaultValue =
          "fmops-guardrails/src/main/resources/io/fmops/guardrails/toxicity/toxicity.fmtx")
  private Path out = Path.of("");

  @Option(
      names = "--folds",
      description = "folds of cross-validation (default: ${DEFAULT-VALUE})",
      defaultValue = "10")
  private int folds = FOLDS;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    if (!options.data().exists()) {
      throw new IllegalArgumentException(
          "cannot train: %s does not have the labelled text of %s; name its folder with --data"
              .formatted(options.dataPath(), DataFolder.SOURCES));
    }
    Corpus corpus = Corpus.read(options.data(), options.text());
    print.printf(
        "%d rows to train on, %d held back%n",
        corpus.train().size(), corpus.held().size());
    print.flush();
    Experiment experiment = new Experiment(corpus, Settings.DEFAULT);
    double[][] unseen = experiment.unseen(folds, t -> t);
    Platt platt = experiment.calibrate(unseen, Row.TOXICITY);
    List<String> validation = CrossValidation.lines(corpus.train(), unseen, platt);
    validation.add("");
    validation.addAll(CrossValidation.categories(corpus.train(), unseen));
    validation.forEach(print::println);
    print.flush();
    ToxicityModel model = experiment.model(unseen);
    if (out.toAbsolutePath().getParent() != null) {
      Files.createDirectories(out.toAbsolutePath().getParent());
    }
    Files.write(out, model.toBytes());
    ToxicityDetector detector = ToxicityDetector.builder().model(out).build();
    Measurement measured = new Measurement(detector, corpus.split(), corpus.held());
    String card = Card.write(measured, corpus, validation, Files.size(out));
    Files.writeString(options.card(), card);
    print.println(card);
    return 0;
  }
}
