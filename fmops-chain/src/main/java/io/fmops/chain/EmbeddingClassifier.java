package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest.Purpose;
import io.fmops.model.EmbeddingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A classifier that knows some examples of each label: how well a label fits a text is the cosine,
 * from -1 to 1, of the text's vector and the mean of the examples' vectors (a nearest-centroid
 * classifier, also called Rocchio's). A few examples in each language that users write in are
 * enough for a start; the least cosine that counts depends on the model, so try some texts that fit
 * no label. Immutable and thread-safe.
 */
public final class EmbeddingClassifier implements Classifier {

  private final Vectors vectors;
  private final Map<String, float[]> centers;

  private EmbeddingClassifier(Vectors vectors, Map<String, float[]> centers) {
    this.vectors = vectors;
    this.centers = centers;
  }

  /**
   * A classifier of these labels. Has the model embed all examples, once.
   *
   * @param model makes the vectors; not closed
   * @param examples texts of each label, at least one
   * @return the classifier
   * @throws IllegalArgumentException if there is no label, or one without an example
   * @throws io.fmops.model.ModelException if the model fails
   */
  public static EmbeddingClassifier of(
      EmbeddingModel model, Map<String, ? extends List<String>> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("a classifier needs at least one label");
    }
    Vectors vectors = new Vectors(model);
    Map<String, List<String>> byLabel = new TreeMap<>(examples);
    List<String> texts = new ArrayList<>();
    byLabel.forEach((label, some) -> {
      if (some.isEmpty()) {
        throw new IllegalArgumentException("the label \"%s\" has no example".formatted(label));
      }
      texts.addAll(some);
    });
    List<float[]> all = vectors.of(texts, Purpose.SIMILARITY, CallContext.create());
    Map<String, float[]> centers = new LinkedHashMap<>();
    int from = 0;
    for (Map.Entry<String, List<String>> label : byLabel.entrySet()) {
      int to = from + label.getValue().size();
      centers.put(label.getKey(), vectors.center(all.subList(from, to)));
      from = to;
    }
    return new EmbeddingClassifier(vectors, centers);
  }

  @Override
  public Map<String, Double> classify(String text) {
    float[] vector =
        vectors.of(List.of(text), Purpose.SIMILARITY, CallContext.create()).get(0);
    Map<String, Double> scores = new LinkedHashMap<>();
    centers.forEach((label, center) -> scores.put(label, vectors.cosine(vector, center)));
    return scores;
  }
}
