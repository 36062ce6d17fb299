package io.fmops.guardrails.tools.injection;

import io.fmops.guardrails.injection.InjectionModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Trains the embedded model of injections and prints how good it is. The kinds of text, attacks and
 * harmless ones apart, are dealt into ten folds by their order; all lines of a kind are in one
 * fold. The weights in the jar never saw the first fold. The figures over all folds are of ten
 * models, each of which never saw the fold that it is asked about. Deterministic. Stateless and
 * thread-safe.
 */
public final class InjectionTrainer {

  private static final int FOLDS = 10;
  /** The kinds of the shipped model's unseen tenth; fixed before the first training. */
  private static final int UNSEEN = 0;

  private InjectionTrainer() {}

  /**
   * Trains, prints and writes.
   *
   * @param args the folder of the training text, and the file that gets the weights
   * @throws IOException if one of them cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException(
          "give the folder of the training text and the file that gets the weights");
    }
    InjectionModel model = train(TrainingText.read(Path.of(args[0])), System.out);
    try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
      model.write(out);
    }
  }

  static InjectionModel train(List<Example> examples, PrintStream out) {
    Map<String, Integer> folds = folds(examples);
    long attacks = examples.stream().filter(Example::attack).count();
    out.printf(
        "%d attacks, %d harmless, %d kinds%n", attacks, examples.size() - attacks, folds.size());
    InjectionModel shipped = fit(examples, folds, UNSEEN);
    Figures all = new Figures();
    for (int fold = 0; fold < FOLDS; fold++) {
      InjectionModel model = fold == UNSEEN ? shipped : fit(examples, folds, fold);
      Figures figures = new Figures();
      for (Example example : examples) {
        if (folds.getOrDefault(example.kind(), -1) == fold) {
          double score = model.attack(example.features());
          figures.add(score, example.attack());
          all.add(score, example.attack());
        }
      }
      print(fold == UNSEEN ? "unseen tenth of the shipped model" : "fold " + fold, figures, out);
    }
    print("all folds, each unseen", all, out);
    return shipped;
  }

  private static void print(String name, Figures figures, PrintStream out) {
    double strict = figures.minimum(0.03);
    out.printf(
        "%s: %d lines, AUC %.3f, at 0.5 found %.1f %% with false alarms %.1f %%, "
            + "at %.2f found %.1f %% with 3 %%%n",
        name,
        figures.size(),
        figures.auc(),
        100 * figures.share(true, 0.5),
        100 * figures.share(false, 0.5),
        strict,
        100 * figures.share(true, strict));
  }

  /** Kinds of attacks and harmless ones are dealt by turns, so that each fold has both. */
  private static Map<String, Integer> folds(List<Example> examples) {
    TreeSet<String> attacks = new TreeSet<>();
    TreeSet<String> harmless = new TreeSet<>();
    examples.forEach(e -> (e.attack() ? attacks : harmless).add(e.kind()));
    Map<String, Integer> folds = new TreeMap<>();
    int i = 0;
    for (String kind : attacks) {
      folds.put(kind, i++ % FOLDS);
    }
    i = 0;
    for (String kind : harmless) {
      folds.put(kind, i++ % FOLDS);
    }
    return folds;
  }

  /** A model that has not seen one fold; its scale is set by folds within the rest. */
  private static InjectionModel fit(
      List<Example> examples, Map<String, Integer> folds, int unseen) {
    List<Example> seen = examples.stream()
        .filter(e -> folds.getOrDefault(e.kind(), -1) != unseen)
        .toList();
    Predicate<Example> attack = Example::attack;
    Figures scores = new Figures();
    for (int fold = 0; fold < FOLDS; fold++) {
      int inner = fold;
      if (inner == unseen) {
        continue;
      }
      List<Example> rest =
          seen.stream().filter(e -> folds.getOrDefault(e.kind(), -1) != inner).toList();
      Regression model = Regression.train(rest, attack);
      seen.stream()
          .filter(e -> folds.getOrDefault(e.kind(), -1) == inner)
          .forEach(e -> scores.add(model.score(e), e.attack()));
    }
    double[] platt = scores.platt();
    List<Example> attacks = seen.stream().filter(Example::attack).toList();
    return new InjectionModel(
        Regression.train(seen, attack).table(platt[0], platt[1]),
        Regression.train(attacks, Example::jailbreak).table(1, 0));
  }
}
