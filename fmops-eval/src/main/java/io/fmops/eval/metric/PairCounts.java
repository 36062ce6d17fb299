package io.fmops.eval.metric;

import io.fmops.eval.metric.Score.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts pairs of labels in a table that grows with the labels that turn up. Not thread-safe. */
final class PairCounts {

  private final boolean open;
  // Labels have the numbers of their first appearance, from 1; no label has 0.
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private long[][] counts;

  /** Counts over these labels, and if it is open, over others too. */
  PairCounts(List<String> labels, boolean open) {
    this.open = open;
    this.counts = new long[labels.size() + 1][labels.size() + 1];
    numbers.put(Label.NO_LABEL, 0);
    for (String label : labels) {
      if (numbers.put(label, numbers.size()) != null) {
        throw notDistinct(label);
      }
    }
  }

  void add(String expected, String predicted) {
    if (expected.equals(Label.NO_LABEL)) {
      throw new IllegalArgumentException(expected + " cannot be expected; it stands for no label");
    }
    int row = number(expected);
    int column = number(predicted);
    counts[row][column]++;
  }

  private int number(String label) {
    if (!open || numbers.containsKey(label)) {
      return column(numbers, label);
    }
    int number = numbers.size();
    if (number > ConfusionMatrix.MAX_LABELS) {
      throw new IllegalArgumentException(
          "\"%.60s\" would be label %d; are these labels, or free text?".formatted(label, number));
    }
    numbers.put(label, number);
    if (number >= counts.length) {
      long[][] larger = new long[2 * number][];
      for (int i = 0; i < larger.length; i++) {
        larger[i] =
            i < counts.length ? Arrays.copyOf(counts[i], larger.length) : new long[larger.length];
      }
      counts = larger;
    }
    return number;
  }

  /** The labels in the order given, or else in alphabetical order. */
  List<String> labels() {
    List<String> labels = new ArrayList<>(numbers.keySet());
    labels.remove(Label.NO_LABEL);
    if (open) {
      Collections.sort(labels);
    }
    return labels;
  }

  /** The counts in an order of labels, with those of no label in the last column. */
  long[][] ordered(List<String> labels) {
    int size = labels.size();
    long[][] ordered = new long[size][size + 1];
    for (int i = 0; i < size; i++) {
      long[] row = counts[column(numbers, labels.get(i))];
      for (int j = 0; j < size; j++) {
        ordered[i][j] = row[column(numbers, labels.get(j))];
      }
      ordered[i][size] = row[0];
    }
    return ordered;
  }

  static int column(Map<String, Integer> columns, String label) {
    Integer column = columns.get(label);
    if (column == null) {
      throw new IllegalArgumentException(
          "\"%.60s\" is none of the %d labels".formatted(label, columns.size() - 1));
    }
    return column;
  }

  static IllegalArgumentException notDistinct(String label) {
    return new IllegalArgumentException(
        "the label \"%.60s\" is reserved or given twice".formatted(label));
  }
}
