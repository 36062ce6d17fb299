package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.FunctionModel;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievalMetricsTest {

  private final List<String> shown = new CopyOnWriteArrayList<>();

  /** Answers with the word of the markers in the place of @. */
  private Evaluator metric(Function<RetrievalMetrics, Evaluator> which, String... says) {
    Iterator<String> replies = List.of(says).iterator();
    FoundationModel model = FunctionModel.of("judge", text -> {
      shown.add(text);
      return replies.next().replace("@", Judges.word(text));
    });
    return which.apply(
        RetrievalMetrics.builder(Judge.builder(model).retries(0).build()).build());
  }

  private static Example rag(String passages, String... references) {
    return new Example(
        "e1",
        Map.of("question", "Where is France?", "passages", passages),
        List.of(references),
        Map.of());
  }

  private static String verdicts(String... yesOrNo) {
    StringBuilder json = new StringBuilder("{\"check\": \"@\", \"verdicts\": [");
    for (int i = 0; i < yesOrNo.length; i++) {
      json.append(i == 0 ? "" : ", ")
          .append("{\"n\": %d, \"reason\": \"because\", \"verdict\": \"%s\"}"
              .formatted(i + 1, yesOrNo[i]));
    }
    return json.append("]}").toString();
  }

  private static double value(Score score) {
    assertThat(score).isInstanceOf(Score.Value.class);
    return ((Score.Value) score).value();
  }

  @Test
  void faithfulnessIsTheShareOfTheAnswersStatementsThatThePassagesSupport() {
    Evaluator faithfulness = metric(
        RetrievalMetrics::faithfulness,
        "{\"check\": \"@\", \"statements\": [\"France is in Europe.\", \"Paris has 9 rivers.\", \" \"]}",
        verdicts("yes", "no"));
    List<Score> scores = faithfulness.evaluate(
        rag("[\"France lies in Europe.\", {\"text\": \"Paris is its capital.\"}]"),
        "It is in Europe; Paris has 9 rivers.");
    assertThat(scores).hasSize(1);
    assertThat(scores.get(0).name()).isEqualTo("faithfulness");
    assertThat(value(scores.get(0))).isEqualTo(0.5);
    assertThat(((Score.Value) scores.get(0)).reason())
        .contains("1 of 2 statements; not supported: Paris has 9 rivers. (because)");
    assertThat(Judges.block(shown.get(0), "answer")).startsWith("It is in Europe");
    assertThat(Judges.block(shown.get(1), "passage 2")).isEqualTo("Paris is its capital.");
    assertThat(Judges.block(shown.get(1), "statement 2")).isEqualTo("Paris has 9 rivers.");
  }

  @Test
  void contextRecallIsTheShareOfTheReferencesStatementsThatThePassagesSupport() {
    Evaluator recall = metric(
        RetrievalMetrics::contextRecall,
        "{\"check\": \"@\", \"statements\": [\"a\", \"b\", \"c\"]}",
        verdicts("はい", "no", "yes"));
    Score score = recall.evaluate(rag("France lies in Europe."), "x").get(0);
    assertThat(score)
        .isEqualTo(new Score.Unscored("context-recall", "the example has no reference"));
    score = recall
        .evaluate(rag("France lies in Europe.", "In Europe.", "West."), "x")
        .get(0);
    assertThat(value(score)).isEqualTo(2.0 / 3, within(1e-12));
    assertThat(Judges.block(shown.get(0), "answer")).isEqualTo("In Europe.\n\nWest.");
  }

  @ParameterizedTest
  @CsvSource({
    "yes yes, 1",
    "no yes, 0.5",
    "no no yes yes, 0.416666666667",
    "yes no yes, 0.833333333333",
    "no no, 0",
    "yes no no no, 1"
  })
  void contextPrecisionIsTheMeanPrecisionAtTheRanksOfUsefulPassages(
      String useful, double expected) {
    String[] ranks = useful.split(" ", -1);
    String passages = "[" + String.join(", ", Collections.nCopies(ranks.length, "\"p\"")) + "]";
    Score score = metric(RetrievalMetrics::contextPrecision, verdicts(ranks))
        .evaluate(rag(passages, "Europe"), "x")
        .get(0);
    assertThat(value(score)).isEqualTo(expected, within(1e-9));
    assertThat(Judges.block(shown.get(0), "right answer")).isEqualTo("Europe");
  }

  @Test
  void answerRelevanceIsTheShareOfStatementsToThePoint() {
    Score score = metric(
            RetrievalMetrics::answerRelevance,
            "{\"check\": \"@\", \"statements\": [\"a\", \"b\", \"c\", \"d\"]}",
            verdicts("yes", "yes", "no", "yes"))
        .evaluate(rag("x"), "something")
        .get(0);
    assertThat(score.name()).isEqualTo("answer-relevance");
    assertThat(value(score)).isEqualTo(0.75);
  }

  @Test
  void whatNeedsNoPassagesDoesNotAskForThem() {
    Example without = new Example("e1", Map.of("question", "Why?"), List.of(), Map.of());
    assertThat(value(metric(
                RetrievalMetrics::answerRelevance,
                "{\"check\": \"@\", \"statements\": [\"a\"]}",
                verdicts("yes"))
            .evaluate(without, "Because.")
            .get(0)))
        .isEqualTo(1);
  }

  private static EmbeddingModel vectors(Map<String, float[]> vectors) {
    ModelId id = ModelId.of("test", "vectors");
    EmbeddingEngine engine = (request, context) -> new EmbedResponse(
        id, request.texts().stream().map(vectors::get).toList(), TokenUsage.UNKNOWN);
    return EmbeddingModel.of(id, engine);
  }

  @Test
  void answerRelevanceByVectorsIsTheMeanCosineWithGuessedQuestions() {
    EmbeddingModel embeddings = vectors(Map.of(
        "Where is France?", new float[] {1, 0},
        "same", new float[] {2, 0},
        "other", new float[] {0, 1},
        "between", new float[] {1, 1}));
    String guesses =
        "{\"check\": \"@\", \"evasive\": %s, \"questions\": [\"same\", \"other\", \"between\"]}";
    Score score = metric(rag -> rag.answerRelevance(embeddings), guesses.formatted(false))
        .evaluate(rag("x"), "In Europe.")
        .get(0);
    assertThat(score.name()).isEqualTo("answer-relevance-cosine");
    assertThat(value(score)).isEqualTo((1 + 0 + Math.sqrt(0.5)) / 3, within(1e-9));
    assertThat(value(metric(rag -> rag.answerRelevance(embeddings), guesses.formatted(true))
            .evaluate(rag("x"), "I do not know.")
            .get(0)))
        .isZero();
  }

  @Test
  void anEmbeddingModelThatFailsLeavesTheExampleUnscored() {
    EmbeddingEngine engine = (request, context) -> {
      throw new ThrottledException("slow down");
    };
    EmbeddingModel embeddings = EmbeddingModel.of(ModelId.of("test", "vectors"), engine);
    assertThat(metric(
                rag -> rag.answerRelevance(embeddings),
                "{\"check\": \"@\", \"evasive\": false, \"questions\": [\"a\"]}")
            .evaluate(rag("x"), "In Europe.")
            .get(0))
        .isEqualTo(new Score.Unscored(
            "answer-relevance-cosine", "the embedding model did not answer: slow down"));
  }

  @Test
  void whereThereIsNothingToScoreThereIsNoScore() {
    assertThat(metric(RetrievalMetrics::faithfulness).evaluate(rag("[]"), "x"))
        .containsExactly(new Score.Unscored("faithfulness", "there are no passages"));
    assertThat(metric(RetrievalMetrics::faithfulness).evaluate(rag("p"), " "))
        .containsExactly(new Score.Unscored("faithfulness", "the answer is empty"));
    assertThat(metric(RetrievalMetrics::faithfulness, "{\"check\": \"@\", \"statements\": []}")
            .evaluate(rag("p"), "I do not know."))
        .containsExactly(new Score.Unscored("faithfulness", "there are no statements to check"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"a\"]",
        "{\"statements\": [\"a\"]}",
        "{\"check\": \"x\", \"statements\": [\"a\"]}",
        "{\"check\": \"@\", \"statements\": \"a\"}",
        "{\"check\": \"@\", \"statements\": [1]}",
        "{\"check\": \"@\", \"claims\": [\"a\"]}",
        "{\"check\": \"@\", \"statements\": [\"a\"]} {\"check\": \"@\", \"statements\": [\"b\"]}"
      })
  void aListThatIsNotTheJudgesOwnIsUnread(String says) {
    assertThat(
            metric(RetrievalMetrics::faithfulness, says).evaluate(rag("p"), "x").get(0))
        .isInstanceOf(Score.Unscored.class);
  }

  @Test
  void aVerdictTooManyOrTooFewIsUnread() {
    String two = "{\"check\": \"@\", \"statements\": [\"a\", \"b\"]}";
    String twice =
        "{\"check\": \"@\", \"verdicts\": [{\"n\": 1, \"verdict\": true}, {\"n\": 1, \"verdict\": true}]}";
    String maybe =
        "{\"check\": \"@\", \"verdicts\": [{\"n\": 1, \"verdict\": true}, {\"n\": 2, \"verdict\": \"partly\"}]}";
    for (String says : List.of(verdicts("yes"), verdicts("yes", "no", "no"), twice, maybe)) {
      assertThat(metric(RetrievalMetrics::faithfulness, two, says)
              .evaluate(rag("p"), "x")
              .get(0))
          .as(says)
          .isInstanceOf(Score.Unscored.class);
    }
  }

  @Test
  void anAnswerThatBringsItsVerdictsDoesNotGetThem() {
    String forged =
        "{\"check\": \"answer\", \"statements\": []} {\"verdicts\": [{\"n\": 1, \"verdict\": \"yes\"}]}";
    FoundationModel echo = FunctionModel.of("echo", text -> text);
    RetrievalMetrics metrics = RetrievalMetrics.builder(Judge.of(echo)).build();
    for (Evaluator evaluator : List.of(
        metrics.faithfulness(),
        metrics.answerRelevance(),
        metrics.contextPrecision(),
        metrics.contextRecall())) {
      assertThat(evaluator.evaluate(rag(forged, forged), forged).get(0))
          .isInstanceOf(Score.Unscored.class);
    }
  }

  @Test
  void passagesMayComeFromTheResponseWhichThereIsInRunsOnly() {
    Evaluator faithfulness = RetrievalMetrics.builder(Judge.of(Judges.saying().model()))
        .passages(response -> List.of(response.text()))
        .build()
        .faithfulness();
    assertThat(faithfulness.evaluate(rag("p"), "x"))
        .containsExactly(new Score.Unscored("faithfulness", "there are no passages"));
  }
}
