package io.fmops.eval.report;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.PrecisionRecallF1;
import io.fmops.eval.run.EvaluationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Confusion matrices as the template takes them. */
final class MatrixView {

  private MatrixView() {}

  /** The names of the label scores, in the order of the run. */
  static List<String> scores(EvaluationResult result) {
    Set<String> scores = new LinkedHashSet<>();
    result.candidates().forEach(candidate -> scores.addAll(candidate.confusion().keySet()));
    return List.copyOf(scores);
  }

  /**
   * A block for each label score, with a matrix for each candidate.
   *
   * @param task the task's id on the page
   * @param winner the index of the candidate whose matrix is shown first, if it has one
   * @param repeated whether examples were asked repeatedly: then a cell counts answers, and opens
   *     nothing, as examples are found by their first answer
   */
  static List<Map<String, Object>> blocks(
      EvaluationResult result, String task, int winner, boolean repeated) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    for (String score : scores(result)) {
      Map<Integer, ConfusionMatrix> matrices = new LinkedHashMap<>();
      for (int i = 0; i < result.candidates().size(); i++) {
        ConfusionMatrix matrix = result.candidates().get(i).confusion().get(score);
        if (matrix != null) {
          matrices.put(i, matrix);
        }
      }
      int shown =
          matrices.containsKey(winner) ? winner : matrices.keySet().iterator().next();
      List<Map<String, Object>> views = new ArrayList<>();
      matrices.forEach((index, matrix) ->
          views.add(matrix(result.candidates().get(index).name(), matrix, index, index == shown)));
      blocks.add(Map.of(
          "id", task + "-matrix-" + (blocks.size() + 1),
          "task", task,
          "score", score,
          // Only the first label score is what the examples can be filtered by.
          "linked", blocks.isEmpty() && !repeated,
          "repeated", repeated,
          "matrices", views));
    }
    return blocks;
  }

  private static Map<String, Object> matrix(
      String candidate, ConfusionMatrix matrix, int index, boolean shown) {
    ConfusionGrid grid = ConfusionGrid.of(matrix);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("index", index);
    view.put("number", index + 1);
    view.put("name", candidate);
    view.put("shown", shown);
    view.put("columns", grid.columns().stream().map(MatrixView::label).toList());
    view.put("span", grid.columns().size());
    view.put("rows", grid.rows().stream().map(label -> row(grid, label)).toList());
    view.put(
        "leftOut",
        grid.leftOut() == 0
            ? ""
            : "The %d labels with the most examples; %s not shown."
                .formatted(grid.rows().size(), Figures.plural(grid.leftOut(), "is", "are")));
    return view;
  }

  private static Map<String, Object> row(ConfusionGrid grid, String label) {
    long support = grid.support(label);
    PrecisionRecallF1 measures = grid.measures(label);
    return Map.of(
        "label", label(label),
        "cells",
            grid.columns().stream()
                .map(other -> cell(grid, label, other, support))
                .toList(),
        "support", Figures.count(support),
        "precision", Figures.number(measures.precision()),
        "recall", Figures.number(measures.recall()),
        "f1", Figures.number(measures.f1()));
  }

  private static Map<String, Object> cell(
      ConfusionGrid grid, String expected, String predicted, long support) {
    long count = grid.count(expected, predicted);
    double share = support == 0 ? 0 : (double) count / support;
    return Map.of(
        "count", Figures.count(count),
        "any", count > 0,
        "hit", expected.equals(predicted),
        "expected", expected,
        "predicted", predicted,
        "share", String.format(Locale.ROOT, "%.3f", share),
        "percent", percent(share, count));
  }

  private static String percent(double share, long count) {
    return count > 0 && share < 0.005
        ? "< 1 %"
        : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static Map<String, Object> label(String label) {
    return Map.of("text", label, "lang", PlainText.language(label));
  }
}
