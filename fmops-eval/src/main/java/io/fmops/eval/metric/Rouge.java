package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * ROUGE, the overlap of a text with a reference text (C.-Y. Lin, "ROUGE: A Package for Automatic
 * Evaluation of Summaries", 2004), as Google Research's package {@code rouge_score} computes it:
 * one reference, F1 with equal weight of precision and recall, no stop words removed. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * Rouge rouge = Rouge.of(Rouge.Tokenization.ENGLISH);
 * double f1 = rouge.rougeL("police killed the gunman", "police kill the gunman").f1(); // 0.75
 * }</pre>
 *
 * <p>Time is linear in the texts for ROUGE-N (but for a sort), and for ROUGE-L the product of their
 * lengths divided by 64. Memory is linear in the texts.
 */
public final class Rouge {

  /**
   * What counts as a token. Figures from different tokenizations cannot be compared, so scores
   * carry the choice in their names.
   */
  public enum Tokenization {
    /**
     * Words of any script, and single characters in scripts that are written without spaces: Han,
     * Kana, Hangul, Bopomofo, Thai, Lao, Khmer, Myanmar. The text is normalised (NFKC, lower case)
     * first. On plain ASCII text it gives the figures of {@link #ENGLISH}. Scores are named
     * {@code rouge1-unicode}.
     */
    UNICODE("-unicode"),

    /**
     * As {@code rouge_score} does by default: runs of ASCII letters and digits in lower case.
     * Everything else separates and is dropped, so that Japanese text has no tokens at all and
     * "café" has "caf". Scores are named {@code rouge1}.
     */
    ENGLISH(""),

    /**
     * As {@code rouge_score} does with {@code use_stemmer}: as {@link #ENGLISH}, with the suffixes
     * of words of more than three characters stripped by NLTK's variant of Porter's algorithm.
     * Scores are named {@code rouge1-stem}.
     */
    ENGLISH_STEMMED("-stem");

    private final String suffix;

    Tokenization(String suffix) {
      this.suffix = suffix;
    }

    List<String> tokens(String text) {
      return switch (this) {
        case UNICODE -> Tokens.unicodeWords(text);
        case ENGLISH -> Tokens.asciiWords(text);
        case ENGLISH_STEMMED -> Tokens.stemmedAsciiWords(text);
      };
    }

    String scoreName(String measure) {
      return measure + suffix;
    }
  }

  private final Tokenization tokenization;

  private Rouge(Tokenization tokenization) {
    this.tokenization = Objects.requireNonNull(tokenization, "tokenization");
  }

  /**
   * ROUGE over a tokenization.
   *
   * @param tokenization what counts as a token
   * @return the measure
   */
  public static Rouge of(Tokenization tokenization) {
    return new Rouge(tokenization);
  }

  /**
   * ROUGE-N: the n-grams that both texts have, each as often as it is in both.
   *
   * @param n the length of the n-grams, 1 or more
   * @param reference the text that is hoped for
   * @param answer the text that is scored
   * @return precision, recall and F1; all 0 if a text has fewer than n tokens
   * @throws IllegalArgumentException if n is less than 1
   */
  public PrecisionRecallF1 rougeN(int n, String reference, String answer) {
    return compare(reference, answer).rougeN(n);
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
    return compare(reference, answer).rougeL();
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
    Vocabulary vocabulary = new Vocabulary();
    int[][] references = sentences(reference, vocabulary);
    int[][] answers = sentences(answer, vocabulary);
    int[] left = counts(references, vocabulary.size());
    int[] leftInAnswer = counts(answers, vocabulary.size());
    long hits = 0;
    for (int[] sentence : references) {
      LongestCommonSubsequence lcs = new LongestCommonSubsequence(sentence, vocabulary.size());
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
    return PrecisionRecallF1.of(hits, length(answers), length(references));
  }

  private int[][] sentences(String text, Vocabulary vocabulary) {
    return Arrays.stream(text.split("\n", -1))
        .map(line -> vocabulary.numbers(tokenization.tokens(line)))
        .toArray(int[][]::new);
  }

  private static int[] counts(int[][] sentences, int distinct) {
    int[] counts = new int[distinct];
    for (int[] sentence : sentences) {
      for (int token : sentence) {
        counts[token]++;
      }
    }
    return counts;
  }

  private static long length(int[][] sentences) {
    return Arrays.stream(sentences).mapToLong(sentence -> sentence.length).sum();
  }

  /** Cuts both texts into tokens once, for all measures that are wanted of them. */
  Comparison compare(String reference, String answer) {
    Vocabulary vocabulary = new Vocabulary();
    int[] expected = vocabulary.numbers(tokenization.tokens(reference));
    int[] actual = vocabulary.numbers(tokenization.tokens(answer));
    return new Comparison(expected, actual, vocabulary.size());
  }

  /** Gives equal tokens equal numbers from 0, since numbers compare faster than texts. */
  private static final class Vocabulary {

    private final Map<String, Integer> numbers = new HashMap<>();

    int[] numbers(List<String> tokens) {
      return tokens.stream()
          .mapToInt(token -> numbers.computeIfAbsent(token, absent -> numbers.size()))
          .toArray();
    }

    int size() {
      return numbers.size();
    }
  }

  /** Two texts as numbered tokens. */
  static final class Comparison {

    private final int[] reference;
    private final int[] answer;
    private final int distinct;

    private Comparison(int[] reference, int[] answer, int distinct) {
      this.reference = reference;
      this.answer = answer;
      this.distinct = distinct;
    }

    PrecisionRecallF1 rougeN(int n) {
      if (n < 1) {
        throw new IllegalArgumentException("ROUGE-" + n + " does not exist; n is 1 or more");
      }
      if (n > Math.min(reference.length, answer.length)) {
        return PrecisionRecallF1.of(0, 0, 0);
      }
      long[] expected = widen(reference);
      long[] actual = widen(answer);
      for (int length = 2; length <= n; length++) {
        // Two tokens fit into a long; longer n-grams are numbered first, so that they fit again.
        if (length > 2) {
          number(expected, actual);
        }
        expected = append(expected, reference, length);
        actual = append(actual, answer, length);
      }
      return PrecisionRecallF1.of(common(expected, actual), actual.length, expected.length);
    }

    PrecisionRecallF1 rougeL() {
      int length = new LongestCommonSubsequence(reference, distinct).length(answer);
      return PrecisionRecallF1.of(length, answer.length, reference.length);
    }

    private static long[] widen(int[] tokens) {
      return Arrays.stream(tokens).asLongStream().toArray();
    }

    /** Makes n-grams of (n - 1)-grams and the tokens that follow them. */
    private static long[] append(long[] grams, int[] tokens, int n) {
      long[] longer = new long[tokens.length - n + 1];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = grams[i] << 32 | tokens[i + n - 1];
      }
      return longer;
    }

    /** Puts small numbers in the place of n-grams, equal ones for equal n-grams. */
    private static void number(long[] a, long[] b) {
      Map<Long, Integer> numbers = new HashMap<>();
      for (long[] grams : new long[][] {a, b}) {
        for (int i = 0; i < grams.length; i++) {
          grams[i] = numbers.computeIfAbsent(grams[i], absent -> numbers.size());
        }
      }
    }

    private static long common(long[] a, long[] b) {
      Arrays.sort(a);
      Arrays.sort(b);
      long common = 0;
      for (int i = 0, j = 0; i < a.length && j < b.length; ) {
        int order = Long.compare(a[i], b[j]);
        common += order == 0 ? 1 : 0;
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
      }
      return common;
    }
  }
}
