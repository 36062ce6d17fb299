package io.fmops.eval.metric;

import io.fmops.eval.metric.Score.Label;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * How often each expected label was answered with each predicted one, and the measures that follow
 * from it, as scikit-learn's {@code classification_report} defines them. Answers without a label
 * ({@link Label#NO_LABEL}) have a column of their own: they lower the recall of the class that was
 * expected and the precision of none.
 *
 * <p><b>Zero division:</b> a quotient with the denominator zero is 0, as scikit-learn has it by
 * default. So a class that is neither expected nor predicted counts as 0 in macro averages.
 * Immutable and thread-safe.
 */
public final class ConfusionMatrix {

  /** The most labels there may be. More are a sign that free text was taken for labels. */
  public static final int MAX_LABELS = 1_000;

  private final List<String> labels;
  private final Map<String, Integer> columns;
  private final long[][] counts;
  private final long[] expected;
  private final long[] predicted;
  private final long total;
  private final long correct;

  private ConfusionMatrix(List<String> labels, long[][] counts) {
    this.labels = labels;
    this.counts = counts;
    this.columns = new HashMap<>();
    this.expected = new long[labels.size()];
    this.predicted = new long[labels.size() + 1];
    long sum = 0;
    long diagonal = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).equals(Label.NO_LABEL) || columns.put(labels.get(i), i) != null) {
        throw PairCounts.notDistinct(labels.get(i));
      }
      for (int j = 0; j <= labels.size(); j++) {
        if (counts[i][j] < 0) {
          throw new IllegalArgumentException("a count is negative: " + counts[i][j]);
        }
        expected[i] += counts[i][j];
        predicted[j] += counts[i][j];
      }
      sum += expected[i];
      diagonal += counts[i][i];
    }
    columns.put(Label.NO_LABEL, labels.size());
    total = sum;
    correct = diagonal;
  }

  /**
   * A matrix of known counts.
   *
   * @param labels the labels, in the order of rows and columns; at least one, all different
   * @param counts for every expected label a row, with a column for every predicted label and a
   *     last one for {@link Label#NO_LABEL}; copied
   * @return the matrix
   * @throws IllegalArgumentException if the labels are none, too many, or not distinct, or if the
   *     counts have another shape or are negative
   */
  public static ConfusionMatrix of(List<String> labels, long[][] counts) {
    List<String> names = limited(labels);
    long[][] copy = new long[names.size()][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = i < counts.length ? counts[i].clone() : new long[0];
      if (copy[i].length != names.size() + 1 || counts.length != names.size()) {
        throw new IllegalArgumentException(
            "%d labels need %d rows of %d counts: one column a label, and one for no label"
                .formatted(names.size(), names.size(), names.size() + 1));
      }
    }
    return new ConfusionMatrix(names, copy);
  }

  /**
   * Counts pairs over known labels; any other label is an error.
   *
   * @param labels the labels, in the order of rows and columns; at least one, all different
   * @return a counter
   * @throws IllegalArgumentException if the labels are none, too many, or not distinct
   */
  public static Builder builder(Collection<String> labels) {
    return new Builder(new PairCounts(limited(labels), false));
  }

  /**
   * Counts pairs over whatever labels turn up, expected or predicted, in alphabetical order. That
   * is what scikit-learn does if it is not told the labels.
   *
   * @return a counter
   */
  public static Builder builder() {
    return new Builder(new PairCounts(List.of(), true));
  }

  private static List<String> limited(Collection<String> labels) {
    if (labels.isEmpty() || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "%d labels; there must be 1 to %d".formatted(labels.size(), MAX_LABELS));
    }
    return List.copyOf(labels);
  }

  /**
   * The labels, in the order of rows and columns.
   *
   * @return the labels, without {@link Label#NO_LABEL}
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * One cell.
   *
   * @param expectedLabel one of the labels
   * @param predictedLabel one of the labels, or {@link Label#NO_LABEL}
   * @return how often the one was answered with the other
   * @throws IllegalArgumentException if a label is not in the matrix
   */
  public long count(String expectedLabel, String predictedLabel) {
    return counts[row(expectedLabel)][PairCounts.column(columns, predictedLabel)];
  }

  /**
   * All pairs.
   *
   * @return their number, 0 or more
   */
  public long total() {
    return total;
  }

  /**
   * The pairs whose labels are the same.
   *
   * @return their number, 0 or more
   */
  public long correct() {
    return correct;
  }

  /**
   * The correct part of all pairs.
   *
   * @return 0 to 1; 0 if there are no pairs
   */
  public double accuracy() {
    return total == 0 ? 0 : (double) correct / total;
  }

  /**
   * How often a label is the expected one.
   *
   * @param label one of the labels
   * @return its number, 0 or more
   * @throws IllegalArgumentException if the label is not in the matrix
   */
  public long support(String label) {
    return expected[row(label)];
  }

  /**
   * How often a label is the predicted one.
   *
   * @param label one of the labels, or {@link Label#NO_LABEL}
   * @return its number, 0 or more
   * @throws IllegalArgumentException if the label is not in the matrix
   */
  public long predicted(String label) {
    return predicted[PairCounts.column(columns, label)];
  }

  /**
   * The measures of one class against all others.
   *
   * @param label one of the labels
   * @return precision, recall and F1
   * @throws IllegalArgumentException if the label is not in the matrix
   */
  public PrecisionRecallF1 of(String label) {
    return of(row(label));
  }

  private PrecisionRecallF1 of(int row) {
    return PrecisionRecallF1.of(counts[row][row], predicted[row], expected[row]);
  }

  /**
   * The means over the classes, every class with the same weight.
   *
   * @return precision, recall and F1
   */
  public PrecisionRecallF1 macro() {
    return average(row -> 1.0 / labels.size());
  }

  /**
   * The means over the classes, every class with its support as weight.
   *
   * @return precision, recall and F1; all 0 if there are no pairs
   */
  public PrecisionRecallF1 weighted() {
    return average(row -> total == 0 ? 0 : (double) expected[row] / total);
  }

  /**
   * The measures over the sums of all classes' counts. They are equal to the accuracy if every
   * answer has a label; answers without one lower the recall only.
   *
   * @return precision, recall and F1
   */
  public PrecisionRecallF1 micro() {
    return PrecisionRecallF1.of(correct, total - predicted[labels.size()], total);
  }

  /**
   * The mean recall of the classes that are expected at least once, which does not mind how
   * frequent they are (scikit-learn's {@code balanced_accuracy_score}).
   *
   * @return 0 to 1; 0 if there are no pairs
   */
  public double balancedAccuracy() {
    double sum = 0;
    int classes = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] > 0) {
        sum += (double) counts[i][i] / expected[i];
        classes++;
      }
    }
    return classes == 0 ? 0 : sum / classes;
  }

  /**
   * The correlation of expected and predicted classes: Matthews's coefficient ("Comparison of the
   * predicted and observed secondary structure of T4 phage lysozyme", 1975), for more than two
   * classes as Gorodkin has it ("Comparing two K-category assignments by a K-category correlation
   * coefficient", 2004), scikit-learn's {@code matthews_corrcoef}. No label counts as a class that
   * is never expected.
   *
   * @return -1 to 1; 0 is chance, and what there is if all expected or all predicted labels are the
   *     same
   */
  public double matthewsCorrelation() {
    double n = total;
    double both = correct * n;
    double expectedSquares = n * n;
    double predictedSquares = n * n;
    for (int i = 0; i <= labels.size(); i++) {
      double right = i == labels.size() ? 0 : expected[i];
      both -= right * predicted[i];
      expectedSquares -= right * right;
      predictedSquares -= (double) predicted[i] * predicted[i];
    }
    double product = expectedSquares * predictedSquares;
    return product <= 0 ? 0 : both / Math.sqrt(product);
  }

  /**
   * Averages over the classes with F-beta and a rule for quotients whose denominator is zero.
   *
   * @param averaging how the classes become one figure
   * @param rule what a class counts whose denominator is zero
   * @return precision, recall and F-beta
   */
  public ClassAverages averages(Averaging averaging, ZeroDivision rule) {
    if (averaging == Averaging.MICRO) {
      long[] answered = {total - predicted[labels.size()]};
      return new ClassAverages(averaging, rule, new long[] {correct}, answered, new long[] {total});
    }
    long[] hits = new long[labels.size()];
    Arrays.setAll(hits, i -> counts[i][i]);
    return new ClassAverages(averaging, rule, hits, predicted, expected);
  }

  private PrecisionRecallF1 average(IntToDoubleFunction weight) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    for (int i = 0; i < labels.size(); i++) {
      PrecisionRecallF1 scores = of(i);
      double part = weight.applyAsDouble(i);
      precision += part * scores.precision();
      recall += part * scores.recall();
      f1 += part * scores.f1();
    }
    return new PrecisionRecallF1(precision, recall, f1);
  }

  private int row(String label) {
    int row = PairCounts.column(columns, label);
    if (row == labels.size()) {
      throw new IllegalArgumentException(label + " is never expected; it stands for no label");
    }
    return row;
  }

  /** The counts, a row for every expected label. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("ConfusionMatrix");
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "[" : ", ").append(labels.get(i)).append('=');
      text.append(Arrays.toString(counts[i]));
    }
    return text.append(']').toString();
  }

  /** Counts pairs of labels. Its memory grows with the labels only. Not thread-safe. */
  public static final class Builder {

    private final PairCounts counts;

    private Builder(PairCounts counts) {
      this.counts = counts;
    }

    /**
     * Counts one pair.
     *
     * @param score the reference label, and the label found in the answer or {@link Label#NO_LABEL}
     * @return this
     * @throws IllegalArgumentException if a label is not allowed here, or is one too many
     */
    public Builder add(Label score) {
      counts.add(score.expected(), score.predicted());
      return this;
    }

    /**
     * The matrix of what was counted so far.
     *
     * @return a matrix
     * @throws IllegalArgumentException if no labels were given and no pair was counted
     */
    public ConfusionMatrix build() {
      List<String> names = counts.labels();
      return of(names, counts.ordered(names));
    }
  }
}
