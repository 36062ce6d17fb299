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
      double[] scores = indices.stream()
          .mapToDouble(r -> platt.slope() * logits[r][Row.TOXICITY] + platt.offset())
          .toArray();
      boolean[] labels = new boolean[scores.length];
      int harmless = 0;
      int flagged = 0;
      for (int i = 0; i < labels.length; i++) {
        labels[i] = rows.get(indices.get(i)).toxic();
        harmless += labels[i] ? 0 : 1;
        flagged += !labels[i] && scores[i] >= LEAST ? 1 : 0;
      }
      lines.add(Measurement.line(
          "| %s | %d | %.3f | %.3f | %.1f %% |",
          group,
          labels.length,
          Figures.auc(scores, labels),
          Figures.f1(scores, labels, LEAST),
          100.0 * flagged / harmless));
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
   * @param unseen what gives logits by row, of texts changed in a way
   * @param platt what makes probabilities of them
   */
  static List<String> disguised(
      List<Row> rows, Function<UnaryOperator<String>, double[][]> unseen, Platt platt) {
    List<String> lines = new ArrayList<>();
    double[][] plain = unseen.apply(t -> t);
    for (Evasion evasion :
        List.of(Evasion.LEET, Evasion.SPACED, Evasion.STRETCHED, Evasion.MASKED)) {
      double[][] disguised = unseen.apply(evasion::apply);
      for (boolean japanese : new boolean[] {false, true}) {
        int[] own = own(rows, japanese);
        lines.add(Measurement.line(
            "| %s, %s | %s | %s |",
            evasion,
            japanese ? "Japanese" : "English",
            figures(rows, own, plain, platt),
            figures(rows, own, disguised, platt)));
      }
    }
    return lines;
  }

  private static String figures(List<Row> rows, int[] chosen, double[][] logits, Platt platt) {
    double[] scores = new double[chosen.length];
    boolean[] labels = new boolean[chosen.length];
    int harmless = 0;
    int flagged = 0;
    for (int i = 0; i < chosen.length; i++) {
      scores[i] = platt.slope() * logits[chosen[i]][Row.TOXICITY] + platt.offset();
      labels[i] = rows.get(chosen[i]).toxic();
      harmless += labels[i] ? 0 : 1;
      flagged += !labels[i] && scores[i] >= LEAST ? 1 : 0;
    }
    return Measurement.line(
        "%.3f | %.2f %%", Figures.auc(scores, labels), 100.0 * flagged / harmless);
  }
}
