package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Likeness of two texts by the likeness of their tokens: every token is matched with the token of
 * the other text whose vector is nearest, by cosine (Zhang, Kishore, Wu, Weinberger and Artzi,
 * "BERTScore: evaluating text generation with BERT", ICLR 2020). Figures depend on the embedder,
 * and are not rescaled with a baseline. Time is the product of the texts' tokens. Immutable;
 * thread-safe if the embedder is.
 */
public final class BertScore {

  private final TokenEmbedder embedder;
  private final ToDoubleFunction<String> weights;

  /**
   * Both sides' means.
   *
   * @param precision the mean of the answer's tokens, -1 to 1
   * @param recall the mean of the reference's tokens, -1 to 1
   * @param f1 the harmonic mean of the two; 0 if one of them is not above 0
   */
  public record Likeness(double precision, double recall, double f1) {}

  private BertScore(TokenEmbedder embedder, ToDoubleFunction<String> weights) {
    this.embedder = Objects.requireNonNull(embedder, "embedder");
    this.weights = weights;
  }

  /**
   * A score in which all tokens weigh the same.
   *
   * @param embedder gives the tokens' vectors
   * @return the score
   */
  public static BertScore of(TokenEmbedder embedder) {
    return new BertScore(embedder, token -> 1);
  }

  /**
   * Weighs tokens by how rare they are among the references of a dataset: {@code ln((M + 1) / (m +
   * 1))} for a token that m of M references have, the inverse document frequency of the authors'
   * implementation.
   *
   * @param references all references, at least one; each is embedded once to find its tokens
   * @return a new score
   * @throws IllegalArgumentException if there is no reference
   */
  public BertScore withRarity(Collection<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("rarity needs references to count tokens in");
    }
    Map<String, Integer> having = new HashMap<>();
    for (String reference : references) {
      Set<String> tokens = new HashSet<>();
      embedder.embed(reference).forEach(token -> tokens.add(token.text()));
      tokens.forEach(token -> having.merge(token, 1, Integer::sum));
    }
    double all = references.size() + 1.0;
    return new BertScore(embedder, token -> Math.log(all / (having.getOrDefault(token, 0) + 1)));
  }

  /**
   * Compares an answer with a reference.
   *
   * @param reference what is hoped for
   * @param answer what came
   * @return how like they are; all 0 if one has no token, or none that weighs anything
   * @throws IllegalArgumentException if the embedder's vectors differ in length
   */
  public Likeness compare(String reference, String answer) {
    List<TokenEmbedder.Token> expected = embedder.embed(reference);
    List<TokenEmbedder.Token> actual = embedder.embed(answer);
    if (expected.isEmpty() || actual.isEmpty()) {
      return new Likeness(0, 0, 0);
    }
    double[] bestExpected = lowest(expected.size());
    double[] bestActual = lowest(actual.size());
    double[][] left = unit(expected);
    double[][] right = unit(actual);
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        double cosine = dot(left[i], right[j]);
        bestExpected[i] = Math.max(bestExpected[i], cosine);
        bestActual[j] = Math.max(bestActual[j], cosine);
      }
    }
    double precision = mean(actual, bestActual);
    double recall = mean(expected, bestExpected);
    double f1 = precision > 0 && recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    return new Likeness(precision, recall, f1);
  }

  private static double[] lowest(int size) {
    double[] best = new double[size];
    Arrays.fill(best, -1);
    return best;
  }

  private double mean(List<TokenEmbedder.Token> tokens, double[] best) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < best.length; i++) {
      double weight = weights.applyAsDouble(tokens.get(i).text());
      sum += weight * best[i];
      all += weight;
    }
    return all == 0 ? 0 : sum / all;
  }

  /** Vectors of length 1; one without a direction stays as it is and is like nothing. */
  private static double[][] unit(List<TokenEmbedder.Token> tokens) {
    double[][] units = new double[tokens.size()][];
    for (int i = 0; i < units.length; i++) {
      float[] vector = tokens.get(i).vector();
      double squares = 0;
      for (float part : vector) {
        squares += (double) part * part;
      }
      double length = squares == 0 ? 1 : Math.sqrt(squares);
      units[i] = new double[vector.length];
      for (int k = 0; k < vector.length; k++) {
        units[i][k] = vector[k] / length;
      }
    }
    return units;
  }

  private static double dot(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "token vectors of different lengths: %d and %d".formatted(a.length, b.length));
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return Math.max(-1, Math.min(1, sum));
  }
}
