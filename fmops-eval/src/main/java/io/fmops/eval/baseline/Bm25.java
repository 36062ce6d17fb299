package io.fmops.eval.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores texts by the words they share with a query (Robertson and Zaragoza, "The probabilistic
 * relevance framework: BM25 and beyond", 2009), with k1 = {@value #K1} and b = {@value #B}, both in
 * the ranges the authors advise. A word's weight is {@code ln(1 + (N - n + 0.5) / (n + 0.5))},
 * where {@code n} of the {@code N} texts have it: the form that never turns negative. A word that
 * the query repeats counts once. Keeps the query's words only, so memory does not hold the texts.
 * Not thread-safe.
 */
final class Bm25 {

  static final double K1 = 1.2;
  static final double B = 0.75;

  private final Map<String, Integer> terms = new HashMap<>();
  private final int[] textsWith;

  /** For each text its length in words, then pairs of a term's number and its frequency. */
  private final List<int[]> texts = new ArrayList<>();

  private long length;

  Bm25(List<String> query) {
    query.forEach(word -> terms.putIfAbsent(word, terms.size()));
    textsWith = new int[terms.size()];
  }

  void add(List<String> words) {
    // In the order of the terms' numbers, so that sums round the same way every time.
    Map<Integer, Integer> frequencies = new TreeMap<>();
    for (String word : words) {
      Integer term = terms.get(word);
      if (term != null) {
        frequencies.merge(term, 1, Integer::sum);
      }
    }
    int[] text = new int[1 + 2 * frequencies.size()];
    text[0] = words.size();
    int i = 1;
    for (Map.Entry<Integer, Integer> entry : frequencies.entrySet()) {
      textsWith[entry.getKey()]++;
      text[i++] = entry.getKey();
      text[i++] = entry.getValue();
    }
    texts.add(text);
    length += words.size();
  }

  /** One score a text, 0 or more, in the order in which they were added. */
  double[] scores() {
    double average = texts.isEmpty() ? 0 : (double) length / texts.size();
    double[] weights = Arrays.stream(textsWith)
        .mapToDouble(n -> StrictMath.log(1 + (texts.size() - n + 0.5) / (n + 0.5)))
        .toArray();
    return texts.stream().mapToDouble(text -> score(text, average, weights)).toArray();
  }

  private static double score(int[] text, double average, double[] weights) {
    double score = 0;
    for (int i = 1; i < text.length; i += 2) {
      double frequency = text[i + 1];
      double norm = K1 * (1 - B + B * text[0] / average);
      score += weights[text[i]] * frequency * (K1 + 1) / (frequency + norm);
    }
    return score;
  }
}
