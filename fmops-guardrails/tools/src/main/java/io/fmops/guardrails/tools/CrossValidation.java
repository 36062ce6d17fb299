package io.fmops.guardrails.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Figures of cross-validation inside the training part, as lines of a Markdown table. Stateless.
 */
final class CrossValidation {

  /** The logit of the threshold. */
  private static final double LEAST =
      StrictMath.log(Measurement.THRESHOLD / (1 - Measurement.THRESHOLD));

  private CrossValidation() {}

  /**
   * One line an area: size, ROC-AUC, and the share of harmless rows that are flagged.
   *
   * @param rows the training part
   * @param logits by row, from models that saw neither the row nor its kind
   * @param platt what makes probabilities of them
   */
  static List<String> lines(List<Row> rows, double[][] logits, Platt platt) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      groups.computeIfAbsent(Split.area(row), a -> new ArrayList<>()).add(r);
      if (!row.kind().isEmpty() && Split.question(row) && !row.toxic()) {
        groups
            .computeIfAbsent(
                "own questions, " + row.source().substring(0, 2), a -> new ArrayList<>())
            .add(r);
      }
    }
    List<String> lines = new ArrayList<>();
    groups.forEach((group, indices) -> {
      Judged judged = judged(rows, indices.stream().mapToInt(r -> r).toArray(), logits, platt);
      lines.add(Measurement.line(
          "| %s | %d | %.3f | %.3f | %.1f %% |",
          group,
          judged.labels.length,
          Figures.auc(judged.scores, judged.labels),
          Figures.f1(judged.scores, judged.labels, LEAST),
          judged.flagged()));
    });
    return lines;
  }

  /** A table by category: ROC-AUC of the project's own text, English and Japanese. */
  static List<String> categories(List<Row> rows, double[][] logits) {
    List<String> lines = new ArrayList<>(
        List.of("| ROC-AUC by category, own text | English | Japanese |", "|---|---:|---:|"));
    for (int c = 0; c < OwnText.CATEGORIES.size(); c++) {
      lines.add(Measurement.line(
          "| %s, in folds | %.3f | %.3f |",
          OwnText.CATEGORIES.get(c),
          category(rows, logits, c, false),
          category(rows, logits, c, true)));
    }
    return lines;
  }

  private static double category(List<Row> rows, double[][] logits, int c, boolean japanese) {
    int[] own = own(rows, japanese);
    double[] scores = Arrays.stream(own).mapToDouble(r -> logits[r][c]).toArray();
    boolean[] labels = new boolean[own.length];
    for (int i = 0; i < own.length; i++) {
      labels[i] = rows.get(own[i]).label(c) >= 0.5f;
    }
    return Figures.auc(scores, labels);
  }

  private static int[] own(List<Row> rows, boolean japanese) {
    return IntStream.range(0, rows.size())
        .filter(r -> !rows.get(r).kind().isEmpty() && rows.get(r).japanese() == japanese)
        .toArray();
  }

  /**
   * One line a disguise and a language: ROC-AUC and the share of harmless rows that are flagged of
   * the project's own text, as written and disguised.
   *
   * @param rows the training part
   * @param logits by row, of texts as written
   * @param unseen what gives logits by row, of texts changed in a way
   * @param platt what makes probabilities of them
   */
  static List<String> disguised(
      List<Row> rows,
      double[][] logits,
      Function<UnaryOperator<String>, double[][]> unseen,
      Platt platt) {
    List<String> lines = new ArrayList<>();
    for (Evasion evasion : Evasion.LOSSY) {
      double[][] disguised = unseen.apply(evasion::apply);
      for (boolean japanese : new boolean[] {false, true}) {
        int[] own = own(rows, japanese);
        lines.add(Measurement.line(
            "| %s, %s | %s | %s |",
            evasion,
            japanese ? "Japanese" : "English",
            figures(judged(rows, own, logits, platt)),
            figures(judged(rows, own, disguised, platt))));
      }
    }
    return lines;
  }

  private static String figures(Judged judged) {
    return Measurement.line(
        "%.3f | %.2f %%", Figures.auc(judged.scores, judged.labels), judged.flagged());
  }

  private static Judged judged(List<Row> rows, int[] chosen, double[][] logits, Platt platt) {
    Judged judged = new Judged(chosen.length);
    for (int i = 0; i < chosen.length; i++) {
      judged.scores[i] = platt.slope() * logits[chosen[i]][Row.TOXICITY] + platt.offset();
      judged.labels[i] = rows.get(chosen[i]).toxic();
    }
    return judged;
  }

  /** Calibrated logits of some rows, and whether they are toxic. */
  private static final class Judged {
    final double[] scores;
    final boolean[] labels;

    Judged(int size) {
      scores = new double[size];
      labels = new boolean[size];
    }

    /** The percentage of the harmless rows that the threshold flags. */
    double flagged() {
      int harmless = 0;
      int flagged = 0;
      for (int i = 0; i < labels.length; i++) {
        harmless += labels[i] ? 0 : 1;
        flagged += !labels[i] && scores[i] >= LEAST ? 1 : 0;
      }
      return 100.0 * flagged / harmless;
    }
  }
}
