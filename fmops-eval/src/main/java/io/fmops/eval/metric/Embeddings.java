package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The evaluators that compare the meaning of an answer with that of the references, as far as an
 * embedding knows it; of several references the nearest one counts. What an embedding model costs
 * is part of a run's evaluation cost, what a {@link TokenEmbedder} costs is not. Immutable, and
 * thread-safe with models that are.
 */
public final class Embeddings {

  private static final String NO_REFERENCE = "the example has no reference";

  private Embeddings() {}

  /**
   * Scores the cosine between the vectors of the answer and the nearest reference. Asks the model
   * once an example, for all texts together. Blank texts, which providers refuse, are like nothing,
   * with a score of 0.
   *
   * @param model gives the vectors
   * @return an evaluator whose score is named {@code embedding-cosine}, -1 to 1
   */
  public static Evaluator cosine(EmbeddingModel model) {
    Objects.requireNonNull(model, "model");
    return new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        return List.of(cosine(example, answer, model::embed));
      }

      @Override
      public List<Score> evaluate(Trial trial) {
        return List.of(cosine(trial.example(), trial.answer(), texts -> trial.embed(model, texts)));
      }
    };
  }

  private static Score cosine(
      Example example, String answer, Function<EmbedRequest, EmbedResponse> embedding) {
    String name = "embedding-cosine";
    if (example.references().isEmpty()) {
      return new Score.Unscored(name, NO_REFERENCE);
    }
    List<String> texts = new ArrayList<>(List.of(answer));
    example.references().stream().filter(text -> !text.isBlank()).forEach(texts::add);
    if (answer.isBlank() || texts.size() == 1) {
      return new Score.Value(name, 0, Optional.of("a text is blank"));
    }
    List<float[]> vectors = embedding
        .apply(new EmbedRequest(texts, EmbedRequest.Purpose.SIMILARITY, Optional.empty()))
        .vectors();
    double best = -1;
    for (float[] vector : vectors.subList(1, vectors.size())) {
      best = Math.max(best, EmbedResponse.cosine(vectors.get(0), vector));
    }
    return new Score.Value(name, Math.min(1, best));
  }

  /**
   * Scores precision, recall and F1 of {@link BertScore}, each with the reference that has the best
   * F1.
   *
   * @param score compares two texts
   * @return an evaluator whose scores are named {@code bertscore-precision},
   *     {@code bertscore-recall} and {@code bertscore}, -1 to 1
   */
  public static Evaluator bertScore(BertScore score) {
    Objects.requireNonNull(score, "score");
    List<String> names = List.of("bertscore-precision", "bertscore-recall", "bertscore");
    return (Example example, String answer) -> {
      BertScore.Likeness best = null;
      for (String reference : example.references()) {
        BertScore.Likeness likeness = score.compare(reference, answer);
        if (best == null || likeness.f1() > best.f1()) {
          best = likeness;
        }
      }
      if (best == null) {
        return names.stream()
            .<Score>map(name -> new Score.Unscored(name, NO_REFERENCE))
            .toList();
      }
      return List.of(
          new Score.Value(names.get(0), best.precision()),
          new Score.Value(names.get(1), best.recall()),
          new Score.Value(names.get(2), best.f1()));
    };
  }
}
