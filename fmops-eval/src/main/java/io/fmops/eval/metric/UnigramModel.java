package io.fmops.eval.metric;

import io.fmops.text.Sentences;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Probabilities of single words by how often they were seen. Not thread-safe. */
final class UnigramModel {

  private static final String MEAN = "selfcheck-unigram";
  private static final String MAX = "selfcheck-unigram-max";

  private final Map<String, Integer> counts = new HashMap<>();
  private long total;

  void add(String text) {
    for (String word : Tokens.unicodeWords(text)) {
      counts.merge(word, 1, Integer::sum);
      total++;
    }
  }

  /** How surprising the words of a text are that was added. */
  List<Score> scores(String text) {
    double sum = 0;
    long words = 0;
    double peaks = 0;
    long sentences = 0;
    for (String sentence : Sentences.split(text)) {
      double peak = 0;
      long own = 0;
      for (String word : Tokens.unicodeWords(sentence)) {
        double surprise = -Math.log((double) counts.getOrDefault(word, 1) / total);
        sum += surprise;
        own++;
        peak = Math.max(peak, surprise);
      }
      words += own;
      if (own > 0) {
        peaks += peak;
        sentences++;
      }
    }
    return words == 0
        ? unscored("the answer has no words")
        : List.of(new Score.Value(MEAN, sum / words), new Score.Value(MAX, peaks / sentences));
  }

  static List<Score> unscored(String reason) {
    return List.of(new Score.Unscored(MEAN, reason), new Score.Unscored(MAX, reason));
  }
}
