package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedRequest.Purpose;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.MalformedAnswerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Vectors of length 1 from an embedding model, checked. Thread-safe. */
final class Vectors {

  /** So many texts are given to the model at once. */
  private static final int BATCH = 96;

  private final EmbeddingModel model;

  Vectors(EmbeddingModel model) {
    this.model = model;
  }

  List<float[]> of(List<String> texts, Purpose purpose, CallContext context) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      EmbedRequest request = new EmbedRequest(batch, purpose, Optional.empty());
      for (float[] vector : model.embed(request, context).vectors()) {
        vectors.add(unit(vector));
      }
    }
    return vectors;
  }

  private float[] unit(float[] vector) {
    double square = 0;
    for (float x : vector) {
      square += (double) x * x;
    }
    if (!Double.isFinite(square)) {
      throw new MalformedAnswerException(
          model.id() + " gave a vector with a number that is not finite");
    }
    double length = Math.sqrt(square);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = length == 0 ? 0 : (float) (vector[i] / length);
    }
    return unit;
  }

  /** The mean of vectors, as one of length 1. */
  float[] center(List<float[]> vectors) {
    float[] sum = vectors.get(0).clone();
    for (float[] vector : vectors.subList(1, vectors.size())) {
      checkLengths(sum, vector);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    return unit(sum);
  }

  /** The cosine of two vectors of length 1. */
  double cosine(float[] a, float[] b) {
    checkLengths(a, b);
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  private void checkLengths(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new MalformedAnswerException("%s gave vectors of different lengths: %d and %d"
          .formatted(model.id(), a.length, b.length));
    }
  }
}
