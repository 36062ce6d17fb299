package io.fmops.eval.baseline;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors by signed feature hashing (Weinberger et al., "Feature hashing for large scale multitask
 * learning", ICML 2009): every word and every run of {@value #SHORTEST} to {@value #LONGEST}
 * characters adds 1 or -1, by one part of its hash, to the dimension that another part of the hash
 * tells. Each sum is then replaced by its square root, sign kept, so that what stands in every text
 * does not drown the rest (Perronnin, Sanchez and Mensink, "Improving the Fisher kernel for
 * large-scale image classification", ECCV 2010), and the vector is given length 1.
 *
 * <p>Texts are near if they share spelling, whatever they mean. A text without any feature is all
 * zeros. The purpose of a request changes nothing. Immutable and thread-safe.
 */
record HashedEmbedding(ModelId id, int dimensions) implements EmbeddingEngine {

  static final int MAX_DIMENSIONS = 65_536;
  static final int SHORTEST = 2;
  static final int LONGEST = 3;

  @Override
  public EmbedResponse embed(EmbedRequest request, CallContext context) {
    int length = request.dimensions().orElse(dimensions);
    if (length > MAX_DIMENSIONS) {
      throw new RejectedInputException(
          "%s was asked for %d dimensions; it makes 1 to %d".formatted(id, length, MAX_DIMENSIONS),
          ErrorDetails.of(id),
          null);
    }
    List<float[]> vectors = new ArrayList<>();
    long tokens = 0;
    for (String text : request.texts()) {
      check(context);
      vectors.add(vector(text, length));
      tokens += Tokens.count(text);
    }
    return new EmbedResponse(id, vectors, TokenUsage.reported(tokens, 0));
  }

  /** The core watches over streams only, so an embedding looks for itself. */
  private void check(CallContext context) {
    if (context.cancelToken().cancelled()) {
      throw new CancelledException(
          "the call was cancelled: " + context.cancelToken().reason().orElse(""),
          ErrorDetails.of(id),
          null);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          "the thread that called " + id + " was interrupted", ErrorDetails.of(id), null);
    }
    if (context.remaining().orElse(Duration.ofDays(1)).compareTo(Duration.ZERO) <= 0) {
      throw new TimedOutException(
          id + " did not finish its vectors before the call's deadline",
          TimedOutException.Limit.DEADLINE,
          ErrorDetails.of(id),
          null);
    }
  }

  private static float[] vector(String text, int length) {
    double[] sums = new double[length];
    CharGrams.each(CharGrams.characters(text), SHORTEST, LONGEST, hash -> add(sums, hash));
    Words.of(text).forEach(word -> add(sums, CharGrams.word(word)));
    double squares = 0; // of the square roots, so the sums themselves
    for (double sum : sums) {
      squares += Math.abs(sum);
    }
    float[] vector = new float[length];
    for (int i = 0; i < length && squares > 0; i++) {
      vector[i] = (float) (Math.signum(sums[i]) * Math.sqrt(Math.abs(sums[i]) / squares));
    }
    return vector;
  }

  private static void add(double[] sums, long hash) {
    int index = (int) (((hash >>> 32) * sums.length) >>> 32);
    sums[index] += (hash & 1) == 0 ? 1 : -1;
  }
}
