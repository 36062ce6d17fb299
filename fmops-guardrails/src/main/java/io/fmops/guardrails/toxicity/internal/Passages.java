package io.fmops.guardrails.toxicity.internal;

import java.util.List;
import java.util.function.Function;

/**
 * How a text is judged by its sentences. They are joined to passages, which are what findings point
 * to. A passage has a mean of its own sums of weights and of those of its section, because what a
 * long text is like says much about a passage that could be read in two ways. But a sentence that
 * is much surer counts by itself: one insult must not drown in harmless text. Stateless.
 */
public final class Passages {

  /** Characters of the longest passage of several sentences. */
  static final int LONGEST = 250;

  /** What a passage's own sums count in that mean. */
  private static final double OWN = 0.3;

  private Passages() {}

  /**
   * What can be added up sentence by sentence.
   *
   * @param <S> itself
   */
  public interface Additive<S> {
    /**
     * The sum.
     *
     * @param other what is added
     * @return a new sum
     */
    S plus(S other);
  }

  /** Takes passages. */
  @FunctionalInterface
  public interface Sink {
    /**
     * A passage.
     *
     * @param from where it begins in the section's normalised text
     * @param to where it ends there
     * @param values by category; the sink's own
     */
    void passage(int from, int to, double[] values);
  }

  /**
   * Judges a section.
   *
   * @param ends where each sentence ends; the first begins at 0
   * @param sentences their sums of weights
   * @param logits what makes logits, by category, of a sum
   * @param sink takes the passages in their order, with logits
   * @param <S> a sum
   */
  public static <S extends Additive<S>> void judge(
      List<Integer> ends, List<S> sentences, Function<S, double[]> logits, Sink sink) {
    int count = sentences.size();
    if (count == 0) {
      return;
    }
    double[] section = logits.apply(sum(sentences, 0, count));
    if (count == 1) {
      sink.passage(0, ends.get(0), section);
      return;
    }
    double margin = margin(count);
    int first = 0;
    int start = 0;
    while (first < count) {
      int next = first + 1;
      while (next < count && ends.get(next) - start <= LONGEST) {
        next++;
      }
      boolean whole = next - first == count;
      double[] judged = whole ? section : mean(logits.apply(sum(sentences, first, next)), section);
      for (int s = first; s < next; s++) {
        double[] alone = logits.apply(sentences.get(s));
        for (int c = 0; c < judged.length; c++) {
          judged[c] = Math.max(judged[c], alone[c] - margin);
        }
      }
      int end = ends.get(next - 1);
      sink.passage(start, end, judged);
      first = next;
      start = end;
    }
  }

  /**
   * How much less than by itself a sentence counts among others. Of many some are misread, so the
   * more there are, the surer one has to be. The trainer calibrates by it, so it is the same on
   * every JVM.
   */
  static double margin(int sentences) {
    return 3 + 0.5 * StrictMath.log(sentences);
  }

  private static <S extends Additive<S>> S sum(List<S> sentences, int from, int to) {
    S sum = sentences.get(from);
    for (int s = from + 1; s < to; s++) {
      sum = sum.plus(sentences.get(s));
    }
    return sum;
  }

  private static double[] mean(double[] own, double[] section) {
    double[] mean = new double[own.length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = OWN * own[c] + (1 - OWN) * section[c];
    }
    return mean;
  }
}
