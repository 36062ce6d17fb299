package io.fmops.guardrails.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
}
