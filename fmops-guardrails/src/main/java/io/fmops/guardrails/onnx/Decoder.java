package io.fmops.guardrails.onnx;

import io.fmops.guardrails.Finding;
import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What logits mean. Immutable and thread-safe. */
final class Decoder {

  private final String detector;
  private final OnnxDetector.Task task;
  private final Labels labels;
  private final double minScore;

  Decoder(String detector, OnnxDetector.Task task, Labels labels, double minScore) {
    this.detector = detector;
    this.task = task;
    this.labels = labels;
    this.minScore = minScore;
  }

  /**
   * The findings of one window.
   *
   * @param logits one row, or one for each token
   * @param skipped how many rows stand before that of the first token
   * @param count how many tokens of the row are in the window
   */
  List<Finding> findings(String text, Tokens tokens, int count, int skipped, float[] logits) {
    return task == OnnxDetector.Task.TOKENS
        ? entities(text, tokens, count, skipped, logits)
        : classes(tokens.start(0), tokens.end(count - 1), logits);
  }

  private List<Finding> classes(int start, int end, float[] logits) {
    double[] scores = task == OnnxDetector.Task.SIGMOID ? sigmoid(logits) : softmax(logits, 0);
    // Several labels may be one category.
    Map<String, Double> best = new LinkedHashMap<>();
    for (int i = 0; i < scores.length; i++) {
      double score = scores[i];
      labels.category(i).ifPresent(category -> best.merge(category, score, Math::max));
    }
    return best.entrySet().stream()
        .filter(entry -> entry.getValue() >= minScore)
        .map(entry -> new Finding(entry.getKey(), start, end, entry.getValue(), detector))
        .toList();
  }

  /** Neighbouring tokens of one category are one entity; its score is the mean of theirs. */
  private List<Finding> entities(
      String text, Tokens tokens, int count, int skipped, float[] logits) {
    List<Finding> found = new ArrayList<>();
    String category = "";
    int start = 0;
    int end = 0;
    double sum = 0;
    int members = 0;
    for (int i = 0; i <= count; i++) {
      String next = "";
      double score = 0;
      boolean begins = true;
      if (i < count) {
        double[] scores = softmax(logits, skipped + i);
        int best = best(scores);
        score = scores[best];
        next = labels.category(best).orElse("");
        // The second half of a word begins nothing, whatever the model says.
        begins = labels.begins(best) && tokens.start(i) > end;
      }
      if (members > 0 && (begins || !next.equals(category))) {
        entity(text, category, start, end, sum / members).ifPresent(found::add);
        members = 0;
        sum = 0;
      }
      if (!next.isEmpty()) {
        start = members == 0 ? tokens.start(i) : start;
        end = tokens.end(i);
        category = next;
        sum += score;
        members++;
      }
    }
    return found;
  }

  private Optional<Finding> entity(String text, String category, int from, int to, double score) {
    // Some tokenizers count the space before a word to the word.
    Span span = new Span(from, to).stripped(text);
    return span.start() == span.end() || score < minScore
        ? Optional.empty()
        : Optional.of(
            new Finding(category, span.start(), span.end(), Math.min(1, score), detector));
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static double[] sigmoid(float[] logits) {
    double[] scores = new double[logits.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = 1 / (1 + Math.exp(-number(logits[i])));
    }
    return scores;
  }

  private double[] softmax(float[] logits, int row) {
    int from = row * labels.size();
    double[] scores = new double[labels.size()];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      max = Math.max(max, number(logits[from + i]));
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(logits[from + i] - max);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  private static double number(float logit) {
    if (!Float.isFinite(logit)) {
      throw new IllegalStateException("the model gave " + logit + "; a logit must be finite");
    }
    return logit;
  }
}
