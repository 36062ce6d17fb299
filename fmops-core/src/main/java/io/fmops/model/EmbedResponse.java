package io.fmops.model;

import java.util.List;
import java.util.Objects;

/**
 * Vectors of texts. Immutable and thread-safe as long as nobody writes into the arrays, which are
 * not copied.
 *
 * @param model the model that made them
 * @param vectors one a text, in the order of the request, all of one length
 * @param usage the tokens used; the output is always 0
 */
public record EmbedResponse(ModelId model, List<float[]> vectors, TokenUsage usage) {

  /** Copies the list, not the arrays. */
  public EmbedResponse {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(usage, "usage");
    vectors = List.copyOf(vectors);
  }

  /**
   * The cosine of the angle between two vectors.
   *
   * @param a a vector
   * @param b a vector of the same length
   * @return -1 to 1; 0 if one of them is all zeros
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of different lengths: %d and %d".formatted(a.length, b.length));
    }
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
  }
}
