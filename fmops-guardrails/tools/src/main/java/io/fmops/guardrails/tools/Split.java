package io.fmops.guardrails.tools;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is held back from training, by a fixed seed: a tenth of each published source, a tenth of
 * the project's lines, and a tenth of its kinds altogether.
 */
final class Split {

  private static final String SEED = "held back 1";
  private static final int PARTS = 10;

  private final Set<String> kinds;

  /** A split of these rows. */
  Split(List<Row> rows) {
    Map<String, Set<String>> strata = new TreeMap<>();
    for (Row row : rows) {
      if (!row.kind().isEmpty()) {
        strata.computeIfAbsent(stratum(row), s -> new TreeSet<>()).add(row.kind());
      }
    }
    kinds = new HashSet<>();
    strata.forEach((stratum, names) -> names.stream()
        .sorted((a, b) -> Long.compare(Row.draw(SEED, a), Row.draw(SEED, b)))
        .limit(Math.max(1, Math.round(names.size() / (double) PARTS)))
        .forEach(kinds::add));
  }

  /** The kinds of which nothing is in the training part. */
  Set<String> kinds() {
    return Set.copyOf(kinds);
  }

  boolean unseenKind(Row row) {
    return kinds.contains(row.kind());
  }

  boolean heldBack(Row row) {
    return unseenKind(row) || Row.in(0, PARTS, SEED, row.unit());
  }

  private static String stratum(Row row) {
    return area(row) + (row.toxic() ? " toxic" : question(row) ? " question" : " harmless");
  }

  static boolean question(Row row) {
    return row.kind().contains("question");
  }

  /** What a row counts for in figures: Japanese and English texts of the project, or the source. */
  static String area(Row row) {
    return switch (row.source()) {
      case "ja-toxic", "ja-benign" -> "own-japanese";
      case "en-functional" -> "own-functional";
      case "ja-functional" -> "own-functional-ja";
      case "en-plain" -> "own-plain";
      default -> row.source();
    };
  }

  /** The fold of a training row in cross-validation: whole kinds, or lines where there are none. */
  static boolean inFold(Row row, int fold, int folds) {
    return Row.in(fold, folds, "fold", row.kind().isEmpty() ? row.unit() : row.kind());
  }

  /**
   * What each row counts: a source of n rows counts n to the power of {@code 1 - balance} in total,
   * and the weights are 1 on average.
   */
  static double[] weights(List<Row> rows, double balance) {
    Map<String, Integer> counts = new HashMap<>();
    rows.forEach(r -> counts.merge(r.source(), 1, Integer::sum));
    double[] weights = new double[rows.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      Row row = rows.get(i);
      weights[i] = StrictMath.pow(counts.getOrDefault(row.source(), 1), -balance);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= weights.length / sum;
    }
    return weights;
  }
}
