package io.fmops.eval.report;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.PrecisionRecallF1;
import io.fmops.eval.metric.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A confusion matrix as the page shows it: the labels that matter, and a column for answers without
 * a label if there are any. The only place that calls {@link ConfusionMatrix}.
 */
final class ConfusionGrid {

  /** More rows than that are no picture any more. */
  static final int MOST_LABELS = 40;

  private final ConfusionMatrix matrix;
  private final List<String> rows;
  private final List<String> columns;

  private ConfusionGrid(ConfusionMatrix matrix, List<String> rows, List<String> columns) {
    this.matrix = matrix;
    this.rows = rows;
    this.columns = columns;
  }

  /** Keeps the labels with the most examples, in the order of the matrix. */
  static ConfusionGrid of(ConfusionMatrix matrix) {
    List<String> all = matrix.labels().stream()
        .filter(label -> !label.equals(Score.Label.NO_LABEL))
        .toList();
    List<String> rows = all.stream()
        .sorted(Comparator.comparingLong(matrix::support).reversed())
        .limit(MOST_LABELS)
        .sorted(Comparator.comparingInt(all::indexOf))
        .toList();
    List<String> columns = new ArrayList<>(rows);
    if (rows.stream().anyMatch(row -> matrix.count(row, Score.Label.NO_LABEL) > 0)) {
      columns.add(Score.Label.NO_LABEL);
    }
    return new ConfusionGrid(matrix, rows, List.copyOf(columns));
  }

  /** The expected labels. */
  List<String> rows() {
    return rows;
  }

  /** The predicted labels, with the one for none last. */
  List<String> columns() {
    return columns;
  }

  /** How many labels have no row. */
  int leftOut() {
    return matrix.labels().size() - rows.size();
  }

  long count(String expected, String predicted) {
    return matrix.count(expected, predicted);
  }

  /** How many examples a row has, those in columns that are left out included. */
  long support(String expected) {
    return matrix.support(expected);
  }

  PrecisionRecallF1 measures(String label) {
    return matrix.of(label);
  }
}
