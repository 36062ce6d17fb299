package io.fmops.eval.metric;

import java.util.List;

/**
 * A metric of texts whose figure for a whole corpus is not the mean of its figures for single
 * texts, but is made of sums over all of them: so each text counts by its length. Immutable and
 * thread-safe.
 *
 * <p>All figures are on the scale of this library, on which 1 is 100 %. The reference
 * implementations of BLEU, chrF and TER print them multiplied by 100. One scale for every score
 * makes thresholds, tolerances and tables comparable; who quotes BLEU as 27.3 multiplies by 100.
 *
 * <p>{@link Evaluators#of} makes an evaluator of it.
 */
public abstract sealed class CorpusMetric permits Bleu, ChrF, ErrorRate, Ter {

  CorpusMetric() {}

  /**
   * The name of its scores. It says the tokenization and whatever else was chosen, so that one name
   * always stands for one definition.
   *
   * @return a name such as {@code bleu-13a}
   */
  public abstract String name();

  /**
   * Which end of the scale is the good one.
   *
   * @return true for error rates, where 0 is best and there is no upper bound; false for scores
   *     from 0 to 1, where 1 is best
   */
  public abstract boolean lessIsBetter();

  /**
   * The figure of one text.
   *
   * @param references the texts that are hoped for, each as good as the others
   * @param answer the text that is scored
   * @return the figure, 0 or more
   * @throws IllegalArgumentException if there are no references
   */
  public final double score(List<String> references, String answer) {
    return single(checked(references, answer));
  }

  /**
   * The figure of one text with one reference.
   *
   * @param reference the text that is hoped for
   * @param answer the text that is scored
   * @return the figure, 0 or more
   */
  public final double score(String reference, String answer) {
    return score(List.of(reference), answer);
  }

  /**
   * Begins a corpus.
   *
   * @return a corpus without texts
   */
  public final Corpus corpus() {
    return new Corpus(this);
  }

  /** What is added up over a corpus, as many numbers for every text. */
  abstract double[] parts(List<String> references, String answer);

  /** The figure of a corpus. */
  abstract double figure(double[] sums);

  /** The figure of a text alone; of most metrics it is that of a corpus of one text. */
  double single(double[] parts) {
    return figure(parts);
  }

  private double[] checked(List<String> references, String answer) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException(name() + " needs a reference");
    }
    return parts(references, answer);
  }

  /** Adds up the texts of a corpus, in memory that does not grow with them. Not thread-safe. */
  public static final class Corpus {

    private final CorpusMetric metric;
    private double[] sums = new double[0];

    private Corpus(CorpusMetric metric) {
      this.metric = metric;
    }

    /**
     * Adds one text.
     *
     * @param references the texts that are hoped for, each as good as the others
     * @param answer the text that is scored
     * @return this
     * @throws IllegalArgumentException if there are no references
     */
    public Corpus add(List<String> references, String answer) {
      double[] parts = metric.checked(references, answer);
      if (sums.length == 0) {
        sums = parts;
      } else {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += parts[i];
        }
      }
      return this;
    }

    /**
     * The figure of all texts that were added.
     *
     * @return the figure, 0 or more
     * @throws IllegalStateException if there are none
     */
    public double score() {
      if (sums.length == 0) {
        throw new IllegalStateException("a corpus of no texts has no " + metric.name());
      }
      return metric.figure(sums.clone());
    }
  }
}
