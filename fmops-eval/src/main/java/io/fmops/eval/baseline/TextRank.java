package io.fmops.eval.baseline;

import io.fmops.text.Sentences.Span;
import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The most central sentences, in the order of the document (Mihalcea and Tarau, "TextRank: bringing
 * order into texts", EMNLP 2004): sentences are the nodes of a graph, the words that two of them
 * share weigh its edge, and PageRank weighs the nodes. Of equal sentences the earlier one wins.
 *
 * <p>The graph grows with the square of the number of sentences. So only the first
 * {@value #MAX_SENTENCES} take part, and of each the first {@value #MAX_WORDS} words.
 */
record TextRank(int sentences) implements Algorithm {

  static final int MAX_SENTENCES = 500;
  static final int MAX_WORDS = 200;

  /** The damping factor, as in the paper. */
  private static final double DAMPING = 0.85;

  /** The iteration ends when no score moves further than this, as in the paper. */
  private static final double PRECISION = 0.0001;

  private static final int MAX_ITERATIONS = 100;

  @Override
  public String answer(Prompt prompt, Checkpoint checkpoint) throws InterruptedException {
    String document = prompt.document();
    checkpoint.check();
    List<Span> all = Excerpt.sentences(document);
    List<Span> taking = all.subList(0, Math.min(MAX_SENTENCES, all.size()));
    List<List<String>> words = new ArrayList<>();
    for (Span span : taking) {
      checkpoint.check();
      List<String> found = Words.of(span.in(document));
      words.add(found.subList(0, Math.min(MAX_WORDS, found.size())));
    }
    double[] ranks = ranks(similarities(words, checkpoint), checkpoint);
    List<Span> best = IntStream.range(0, ranks.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -ranks[i]))
        .limit(sentences)
        .sorted()
        .map(taking::get)
        .toList();
    return Excerpt.join(document, best);
  }

  /**
   * How alike any two sentences are: the number of different words they share, over the sum of the
   * logarithms of their lengths. One-word sentences are like nothing, where the paper divides by 0.
   */
  static double[][] similarities(List<List<String>> sentences, Checkpoint checkpoint)
      throws InterruptedException {
    int n = sentences.size();
    int[][] vocabulary = numbered(sentences);
    double[][] weights = new double[n][n];
    for (int i = 0; i < n; i++) {
      checkpoint.check();
      for (int j = i + 1; j < n; j++) {
        double lengths = StrictMath.log(Math.max(1, sentences.get(i).size()))
            + StrictMath.log(Math.max(1, sentences.get(j).size()));
        int shared = shared(vocabulary[i], vocabulary[j]);
        double weight = lengths == 0 ? 0 : shared / lengths;
        weights[i][j] = weight;
        weights[j][i] = weight;
      }
    }
    return weights;
  }

  /** Each sentence's different words, as sorted numbers, so that comparing two is one walk. */
  private static int[][] numbered(List<List<String>> sentences) {
    Map<String, Integer> numbers = new HashMap<>();
    int[][] vocabulary = new int[sentences.size()][];
    for (int i = 0; i < vocabulary.length; i++) {
      vocabulary[i] = sentences.get(i).stream()
          .mapToInt(word -> numbers.computeIfAbsent(word, w -> numbers.size()))
          .distinct()
          .sorted()
          .toArray();
    }
    return vocabulary;
  }

  private static int shared(int[] a, int[] b) {
    int shared = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        shared++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return shared;
  }

  /**
   * Weighted PageRank: {@code rank(i) = 0.15 + 0.85 * sum over j of rank(j) * weight(j, i) / sum
   * over k of weight(j, k)}, all ranks 1 at first.
   */
  static double[] ranks(double[][] weights, Checkpoint checkpoint) throws InterruptedException {
    int n = weights.length;
    double[] out = new double[n];
    for (int j = 0; j < n; j++) {
      for (double weight : weights[j]) {
        out[j] += weight;
      }
    }
    double[] ranks = new double[n];
    Arrays.fill(ranks, 1);
    double moved = Double.MAX_VALUE;
    for (int round = 0; round < MAX_ITERATIONS && moved > PRECISION; round++) {
      checkpoint.check();
      double[] next = new double[n];
      Arrays.fill(next, 1 - DAMPING);
      for (int j = 0; j < n; j++) {
        double share = out[j] == 0 ? 0 : DAMPING * ranks[j] / out[j];
        for (int i = 0; i < n; i++) {
          next[i] += share * weights[j][i];
        }
      }
      moved = 0;
      for (int i = 0; i < n; i++) {
        moved = Math.max(moved, Math.abs(next[i] - ranks[i]));
      }
      ranks = next;
    }
    return ranks;
  }
}
