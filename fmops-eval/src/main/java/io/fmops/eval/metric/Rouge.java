package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * ROUGE, the overlap of a text with a reference text (C.-Y. Lin, "ROUGE: A Package for Automatic
 * Evaluation of Summaries", 2004), as Google Research's package {@code rouge_score} computes it:
 * one reference, F1 with equal weight of precision and recall, no stop words removed. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * Rouge rouge = Rouge.of(Tokenization.ENGLISH);
 * double f1 = rouge.rougeL("police killed the gunman", "police kill the gunman").f1(); // 0.75
 * }</pre>
 *
 * <p>Time is linear in the texts for ROUGE-N, and for ROUGE-L the product of their lengths divided
 * by 64. Memory is linear in the texts.
 */
public final class Rouge {

  static final int MAX_N = 9;

  private final Tokenization tokenization;

  private Rouge(Tokenization tokenization) {
    this.tokenization = tokenization.required();
  }

  /**
   * ROUGE over a tokenization.
   *
   * @param tokenization what counts as a token
   * @return the measure
   * @throws IllegalStateException if it is {@link Tokenization#KUROMOJI}, which is not there
   */
  public static Rouge of(Tokenization tokenization) {
    return new Rouge(tokenization);
  }

  /**
   * ROUGE-N: the n-grams that both texts have, each as often as it is in both.
   *
   * @param n the length of the n-grams, 1 to 9
   * @param reference the text that is hoped for
   * @param answer the text that is scored
   * @return precision, recall and F1; all 0 if a text has fewer than n tokens
   * @throws IllegalArgumentException if n is not 1 to 9
   */
  public PrecisionRecallF1 rougeN(int n, String reference, String answer) {
    if (n < 1 || n > MAX_N) {
      throw new IllegalArgumentException("ROUGE-" + n + " does not exist; n is 1 to " + MAX_N);
    }
    return compare(reference, answer, n).rougeN(n);
  }

  /**
   * ROUGE-L of whole texts: the longest sequence of tokens that both texts have in this order, with
   * or without others between.
   *
   * @param reference the text that is hoped for
   * @param answer the text that is scored
   * @return precision, recall and F1; all 0 if a text has no tokens
   */
  public PrecisionRecallF1 rougeL(String reference, String answer) {
    return compare(reference, answer, 0).rougeL();
  }

  /**
   * ROUGE-L of summaries, {@code rougeLsum}: every line is a sentence; each sentence of the
   * reference is matched by the union of its longest common subsequences with all sentences of the
   * answer; no token matches twice.
   *
   * @param reference the text that is hoped for, a sentence a line
   * @param answer the text that is scored, a sentence a line
   * @return precision, recall and F1; all 0 if a text has no tokens
   */
  public PrecisionRecallF1 rougeLsum(String reference, String answer) {
    return compare(reference, answer, 0).rougeLsum();
  }

  /** Cuts both texts into tokens once, for all measures that are wanted of them. */
  Comparison compare(String reference, String answer, int maxN) {
    Vocabulary vocabulary = new Vocabulary();
    int[][] expected = lines(reference, vocabulary);
    int[][] actual = lines(answer, vocabulary);
    return new Comparison(expected, actual, vocabulary.size(), maxN);
  }

  private int[][] lines(String text, Vocabulary vocabulary) {
    List<int[]> lines = new ArrayList<>(1);
    int begin = 0;
    while (begin <= text.length()) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end;
      tokenization.cut(text.substring(begin, end), vocabulary);
      lines.add(vocabulary.take());
      begin = end + 1;
    }
    return lines.toArray(int[][]::new);
  }

  /** Two texts as numbered tokens. */
  static final class Comparison {

    private final int[][] references;
    private final int[][] answers;
    private final int[] reference;
    private final int[] answer;
    private final int distinct;
    private final long[] matches;

    private Comparison(int[][] references, int[][] answers, int distinct, int maxN) {
      this.references = references;
      this.answers = answers;
      this.reference = joined(references);
      this.answer = joined(answers);
      this.distinct = distinct;
      this.matches =
          maxN == 0 ? new long[0] : NgramMatches.count(answer, List.of(reference), distinct, maxN);
    }

    private static int[] joined(int[][] lines) {
      return lines.length == 1
          ? lines[0]
          : Arrays.stream(lines).flatMapToInt(Arrays::stream).toArray();
    }

    /** One of the n up to that which was asked for in the beginning. */
    PrecisionRecallF1 rougeN(int n) {
      return PrecisionRecallF1.of(
          matches[n - 1],
          Math.max(0, answer.length - n + 1),
          Math.max(0, reference.length - n + 1));
    }

    PrecisionRecallF1 rougeL() {
      int length = new LongestCommonSubsequence(reference, distinct).length(answer);
      return PrecisionRecallF1.of(length, answer.length, reference.length);
    }

    PrecisionRecallF1 rougeLsum() {
      if (references.length == 1 && answers.length == 1) {
        return rougeL(); // the union of one
      }
      int[] left = counts(reference);
      int[] leftInAnswer = counts(answer);
      long hits = 0;
      for (int[] sentence : references) {
        LongestCommonSubsequence lcs = new LongestCommonSubsequence(sentence, distinct);
        BitSet union = new BitSet(sentence.length);
        for (int[] other : answers) {
          lcs.mark(other, union);
        }
        for (int i = union.nextSetBit(0); i >= 0; i = union.nextSetBit(i + 1)) {
          int token = sentence[i];
          if (left[token] > 0 && leftInAnswer[token] > 0) {
            left[token]--;
            leftInAnswer[token]--;
            hits++;
          }
        }
      }
      return PrecisionRecallF1.of(hits, answer.length, reference.length);
    }

    private int[] counts(int[] tokens) {
      int[] counts = new int[distinct];
      for (int token : tokens) {
        counts[token]++;
      }
      return counts;
    }
  }
}
