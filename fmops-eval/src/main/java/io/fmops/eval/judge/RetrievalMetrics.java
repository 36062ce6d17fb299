package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.ListReader.YesOrNo;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Scores answers that were made of retrieved passages, and the retrieval, by a judge: the measures
 * of S. Es et al., "RAGAS: Automated Evaluation of Retrieval Augmented Generation", 2023,
 * arXiv:2309.15217, and of the library of that name for context precision and recall. The prompts
 * are this library's own, so figures compare with each other and not with those of others.
 * Thread-safe.
 *
 * <pre>{@code
 * RetrievalMetrics rag =
 *     RetrievalMetrics.builder(judge).question(e -> e.field("question")).passages("contexts").build();
 * List<Evaluator> evaluators = List.of(
 *     rag.faithfulness(), rag.answerRelevance(embeddings), rag.contextPrecision(), rag.contextRecall());
 * }</pre>
 *
 * <p>Each score tells in its reason which statements or passages cost it points.
 */
public final class RetrievalMetrics {

  private final Judge judge;
  private final Function<Example, String> question;
  private final Passages passages;

  private RetrievalMetrics(Builder builder) {
    judge = builder.judge;
    question = builder.question;
    passages = builder.passages;
  }

  /**
   * A builder whose defaults are the field {@code question} as the question and the field
   * {@code passages} as the passages.
   *
   * @param judge who judges
   * @return a new builder
   */
  public static Builder builder(Judge judge) {
    return new Builder(judge);
  }

  /**
   * The share of the answer's statements that the passages support. Two calls: one takes the answer
   * apart, one checks the statements. An answer without statements, such as "I do not know", is
   * unscored.
   *
   * @return an evaluator whose score is named {@code faithfulness}, 0 to 1
   */
  public Evaluator faithfulness() {
    return new Metric("faithfulness", subject -> {
      List<String> given = subject.passages();
      List<String> statements = subject.statements(subject.answer());
      return share(statements, subject.supported(statements, given), "not supported");
    });
  }

  /**
   * The share of the reference's statements that the passages support, which is how much of what
   * was needed the search has found. Several references are taken together. Two calls.
   *
   * @return an evaluator whose score is named {@code context-recall}, 0 to 1
   */
  public Evaluator contextRecall() {
    return new Metric("context-recall", subject -> {
      List<String> given = subject.passages();
      List<String> statements = subject.statements(subject.reference());
      return share(statements, subject.supported(statements, given), "not found");
    });
  }

  /**
   * Whether the useful passages come first: the mean of the precision at the rank of each useful
   * passage, over the useful ones; 0 if none is. Useful is what was needed to arrive at the
   * reference. One call.
   *
   * @return an evaluator whose score is named {@code context-precision}, 0 to 1
   */
  public Evaluator contextPrecision() {
    return new Metric("context-precision", subject -> {
      List<YesOrNo> useful = subject.useful(subject.passages(), subject.reference());
      double sum = 0;
      int hits = 0;
      for (int rank = 1; rank <= useful.size(); rank++) {
        if (useful.get(rank - 1).yes()) {
          hits++;
          sum += (double) hits / rank;
        }
      }
      String ranks =
          useful.stream().map(one -> one.yes() ? "1" : "0").collect(Collectors.joining(" "));
      return new Found(hits == 0 ? 0 : sum / hits, "useful by rank: " + ranks);
    });
  }

  /**
   * The share of the answer's statements that have to do with the question, by the judge alone. Two
   * calls. An answer without statements is unscored.
   *
   * @return an evaluator whose score is named {@code answer-relevance}, 0 to 1
   */
  public Evaluator answerRelevance() {
    return new Metric("answer-relevance", subject -> {
      List<String> statements = subject.statements(subject.answer());
      return share(statements, subject.relevant(statements), "beside the point");
    });
  }

  /**
   * How near the question is to questions that the judge guesses from the answer: the mean cosine
   * of their vectors, over three guesses in one call; 0 for an answer that is evasive. This is the
   * definition of the paper. What is near depends on the embedding model, so compare figures of one
   * model only. The embedding's cost is not counted on the row.
   *
   * @param embeddings turns questions into vectors; not closed here
   * @return an evaluator whose score is named {@code answer-relevance-cosine}, mostly 0 to 1
   */
  public Evaluator answerRelevance(EmbeddingModel embeddings) {
    Objects.requireNonNull(embeddings, "embeddings");
    return new Metric("answer-relevance-cosine", subject -> {
      ListReader.Guesses guesses = subject.guesses(subject.answer());
      String guessed = "guessed: " + String.join(" / ", guesses.questions());
      return guesses.evasive()
          ? new Found(0, "the answer is evasive")
          : new Found(nearness(embeddings, subject.asked(), guesses.questions()), guessed);
    });
  }

  private static double nearness(EmbeddingModel embeddings, String asked, List<String> guesses) {
    List<String> texts = new ArrayList<>(List.of(asked));
    texts.addAll(guesses);
    List<float[]> vectors =
        embeddings.embed(EmbedRequest.of(texts.toArray(String[]::new))).vectors();
    return vectors.stream()
        .skip(1)
        .mapToDouble(vector -> EmbedResponse.cosine(vectors.get(0), vector))
        .average()
        .orElseThrow();
  }

  private static Found share(List<String> statements, List<YesOrNo> verdicts, String otherwise) {
    long yes = verdicts.stream().filter(YesOrNo::yes).count();
    StringBuilder reason = new StringBuilder("%d of %d statements".formatted(yes, verdicts.size()));
    for (int i = 0; i < verdicts.size(); i++) {
      YesOrNo one = verdicts.get(i);
      if (!one.yes()) {
        reason.append("; ").append(otherwise).append(": ").append(statements.get(i));
        reason.append(one.reason().isEmpty() ? "" : " (" + one.reason() + ")");
      }
    }
    return new Found((double) yes / verdicts.size(), reason.toString());
  }

  private record Found(double value, String reason) {}

  @FunctionalInterface
  private interface Measure {
    Found of(RetrievalSubject subject) throws RetrievalSubject.NoScore;
  }

  private final class Metric implements Evaluator {
    private final String name;
    private final Measure measure;

    Metric(String name, Measure measure) {
      this.name = name;
      this.measure = measure;
    }

    @Override
    public List<Score> evaluate(Example example, String answer) {
      return scores(Asking.directly(), example, answer, Optional.empty());
    }

    @Override
    public List<Score> evaluate(Trial trial) {
      return scores(
          Asking.of(trial), trial.example(), trial.answer(), Optional.of(trial.response()));
    }

    @Override
    public void check(ModelId candidate) {
      judge.check(candidate);
    }

    private RetrievalSubject subject(
        Asking asking, Example example, String answer, Optional<GenerateResponse> response) {
      return new RetrievalSubject(
          judge,
          asking,
          example,
          answer,
          question.apply(example),
          () -> passages.of(example, response));
    }

    private List<Score> scores(
        Asking asking, Example example, String answer, Optional<GenerateResponse> response) {
      try {
        Found found = measure.of(subject(asking, example, answer, response));
        return List.of(
            new Score.Value(name, found.value(), Optional.of(JudgeText.cut(found.reason()))));
      } catch (RetrievalSubject.NoScore e) {
        return List.of(new Score.Unscored(name, e.reason()));
      } catch (CancelledException e) {
        throw e;
      } catch (ModelException e) {
        String why = "the embedding model did not answer: " + e.getMessage();
        if (Asking.mayPass(e)) {
          asking.failed().accept(why);
        }
        return List.of(new Score.Unscored(name, why));
      }
    }
  }

  /** Builds {@link RetrievalMetrics}. Not thread-safe. */
  public static final class Builder {
    private final Judge judge;
    private Function<Example, String> question = example -> example.field("question");
    private Passages passages = Passages.inField("passages");

    private Builder(Judge judge) {
      this.judge = Objects.requireNonNull(judge, "judge");
    }

    /**
     * Sets what was asked.
     *
     * @param value makes the question of an example
     * @return this
     */
    public Builder question(Function<Example, String> value) {
      question = Objects.requireNonNull(value, "question");
      return this;
    }

    /**
     * Takes the passages from a field of the examples: a list in JSON, of texts or of objects with
     * a {@code text}, in the order of the search; anything else is one passage.
     *
     * @param field the field's name
     * @return this
     */
    public Builder passages(String field) {
      passages = Passages.inField(Objects.requireNonNull(field, "field"));
      return this;
    }

    /**
     * Takes the passages from the candidate's response, for candidates that search themselves.
     * Outside of a run there is no response, and so no score.
     *
     * @param retrieved gives the passages in the order of the search
     * @return this
     */
    public Builder passages(Function<GenerateResponse, List<String>> retrieved) {
      Objects.requireNonNull(retrieved, "retrieved");
      passages = (example, response) -> response.map(retrieved).orElse(List.of());
      return this;
    }

    /**
     * Builds the measures.
     *
     * @return the measures
     */
    public RetrievalMetrics build() {
      return new RetrievalMetrics(this);
    }
  }
}
