package io.fmops.guardrails.topic;

import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.text.TokenEstimate;
import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * The embedding model that is there without any: vectors by signed feature hashing (Weinberger et
 * al., "Feature hashing for large scale multitask learning", ICML 2009) of words, of the runs of
 * three characters in them, and of kanji. Texts are near if they share words or parts of words,
 * whatever they mean; give an embedding model of meaning where that is not enough. Stateless and
 * thread-safe.
 */
public final class LexicalEmbedding {

  private static final int DIMENSIONS = 1024;
  private static final int GRAM = 3;
  private static final ModelId ID = ModelId.parse("lexical:hashed-words");

  private LexicalEmbedding() {}

  /**
   * The model.
   *
   * @return a new one, which holds nothing
   */
  public static EmbeddingModel model() {
    return EmbeddingModel.of(ID, (request, context) -> embed(request));
  }

  private static EmbedResponse embed(EmbedRequest request) {
    int length = request.dimensions().orElse(DIMENSIONS);
    List<float[]> vectors = new ArrayList<>();
    long tokens = 0;
    for (String text : request.texts()) {
      vectors.add(vector(text, length));
      tokens += TokenEstimate.of(text);
    }
    return new EmbedResponse(ID, vectors, TokenUsage.reported(tokens, 0));
  }

  private static float[] vector(String text, int length) {
    float[] sums = new float[length];
    for (String word : Words.of(text)) {
      // Short words and hiragana are the grammar, which is the same whatever a text is about.
      boolean spaced = word.charAt(0) < 0x0E00;
      boolean grammar = spaced ? word.length() <= GRAM : word.chars().allMatch(c -> c < 0x30A0);
      add(sums, word, grammar ? 0.3f : 1);
      if (spaced && word.length() > GRAM) {
        for (int i = 0; i + GRAM <= word.length(); i++) {
          add(sums, word.substring(i, i + GRAM), 0.3f);
        }
      }
      if (word.charAt(0) >= 0x4E00 && word.charAt(0) <= 0x9FFF) {
        add(sums, word.substring(0, 1), 1);
      }
    }
    double squares = 0;
    for (float sum : sums) {
      squares += Math.abs(sum);
    }
    for (int i = 0; i < length && squares > 0; i++) {
      sums[i] = (float) (Math.signum(sums[i]) * Math.sqrt(Math.abs(sums[i]) / squares));
    }
    return sums;
  }

  private static void add(float[] sums, String feature, float weight) {
    int hash = feature.hashCode() * 0x9E3779B1;
    hash ^= hash >>> 15;
    hash *= 0x85EBCA6B;
    hash ^= hash >>> 13;
    sums[Math.floorMod(hash, sums.length)] += hash < 0 ? -weight : weight;
  }
}
