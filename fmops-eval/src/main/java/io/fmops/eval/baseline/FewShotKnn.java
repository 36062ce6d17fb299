package io.fmops.eval.baseline;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The k examples that look most like the input vote for their labels, each with its similarity
 * (Dudani, "The distance-weighted k-nearest-neighbor rule", 1976). Similarity is the cosine of
 * character n-gram counts weighted by tf-idf, with {@code (1 + ln tf) * (1 + ln((1 + N) / (1 +
 * n)))}, where {@code n} of the {@code N} examples have the n-gram (Salton and Buckley,
 * "Term-weighting approaches in automatic text retrieval", 1988).
 *
 * <p>Of equally similar examples the earlier one is nearer, of labels with equal votes the one of
 * the nearer example wins. If no example shares an n-gram with the input, the majority label wins.
 */
record FewShotKnn(int k) implements Algorithm {

  @Override
  public String answer(Prompt prompt, Checkpoint checkpoint) throws InterruptedException {
    List<Prompt.Labelled> examples = prompt.examples();
    double[] similarities = similarities(prompt.input(), examples, checkpoint);
    Map<String, Double> votes = new LinkedHashMap<>();
    IntStream.range(0, similarities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarities[i]))
        .limit(k)
        .forEach(i -> votes.merge(examples.get(i).label(), similarities[i], Double::sum));
    String best = "";
    double most = 0;
    for (Map.Entry<String, Double> vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        best = vote.getKey();
        most = vote.getValue();
      }
    }
    return most > 0 ? best : Majority.of(examples);
  }

  /**
   * The n-grams of the examples are counted twice rather than kept: time is cheaper than memory.
   */
  private static double[] similarities(
      String input, List<Prompt.Labelled> examples, Checkpoint checkpoint)
      throws InterruptedException {
    GramCounts grams = new GramCounts();
    int[] examplesWith = new int[GramCounts.BUCKETS];
    for (Prompt.Labelled example : examples) {
      checkpoint.check();
      grams.fill(example.text());
      for (int i = 0; i < grams.size(); i++) {
        examplesWith[grams.bucket(i)]++;
      }
    }
    checkpoint.check();
    grams.fill(input);
    double[] weights = new double[GramCounts.BUCKETS];
    double inputNorm = 0;
    for (int i = 0; i < grams.size(); i++) {
      int bucket = grams.bucket(i);
      double weight = weight(grams.count(bucket), examplesWith[bucket], examples.size());
      weights[bucket] = weight;
      inputNorm += weight * weight;
    }
    double[] similarities = new double[examples.size()];
    for (int e = 0; e < similarities.length; e++) {
      checkpoint.check();
      grams.fill(examples.get(e).text());
      double dot = 0;
      double norm = 0;
      for (int i = 0; i < grams.size(); i++) {
        int bucket = grams.bucket(i);
        double weight = weight(grams.count(bucket), examplesWith[bucket], examples.size());
        dot += weight * weights[bucket];
        norm += weight * weight;
      }
      similarities[e] = dot == 0 ? 0 : dot / Math.sqrt(norm * inputNorm);
    }
    return similarities;
  }

  private static double weight(int count, int examplesWith, int examples) {
    return (1 + StrictMath.log(count))
        * (1 + StrictMath.log((1.0 + examples) / (1.0 + examplesWith)));
  }
}
