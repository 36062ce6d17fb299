package io.fmops.guardrails.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares settings by cross-validation inside the training part. */
@Command(
    name = "validate",
    description = "Compares settings by cross-validation; held-back text is not looked at.")
final class Validate implements Callable<Integer> {

  @Mixin
  private Options options = new Options();

  @Option(
      names = "--folds",
      description = "how many (default: ${DEFAULT-VALUE})",
      defaultValue = "4")
  private int folds = 4;

  @Option(
      names = "--disguises",
      description = "also disguise the project's text; how much more of it is flagged then")
  private boolean disguises;

  @Parameters(description = "changes to the settings, such as cost=4,rarity=1; _ for none")
  private List<String> changes = List.of();

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter print = spec.commandLine().getOut();
    Corpus corpus = Corpus.read(options.data(), options.text());
    for (String change : changes) {
      Settings settings = change.equals("_") ? Settings.DEFAULT : Settings.DEFAULT.with(change);
      Experiment experiment = new Experiment(corpus, settings);
      double[][] unseen = experiment.unseen(folds, t -> t);
      Platt platt = experiment.calibrate(unseen, Row.TOXICITY);
      print.println(settings);
      CrossValidation.lines(corpus.train(), unseen, platt).forEach(print::println);
      CrossValidation.categories(corpus.train(), unseen).forEach(print::println);
      if (disguises) {
        CrossValidation.disguised(corpus.train(), unseen, t -> experiment.unseen(folds, t), platt)
            .forEach(print::println);
      }
      print.flush();
    }
    return 0;
  }
}
