package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.TokenEmbedder.Token;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelId;
import io.fmops.model.Models;
import io.fmops.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {

  private static final Offset<Double> EXACT = within(1e-7);

  /** The vector of a word is where it stands on a circle: its first letter's part of the way. */
  private static final TokenEmbedder CIRCLE = text -> {
    List<Token> tokens = new ArrayList<>();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!word.isEmpty()) {
        double angle = Math.toRadians(Double.parseDouble(word));
        tokens.add(new Token(word, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)}));
      }
    }
    return tokens;
  };

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }

  private static Example example(String... references) {
    return new Example("1", Map.of(), List.of(references), Map.of());
  }

  @Test
  void everyTokenIsMatchedWithTheNearestOne() {
    // 0 is nearest to 20, 90 to 60; and 20 to 0, 60 to 90, 200 to 90.
    BertScore.Likeness likeness = BertScore.of(CIRCLE).compare("0 90", "20 60 200");
    double recall = (cos(20) + cos(30)) / 2;
    double precision = (cos(20) + cos(30) + cos(110)) / 3;
    assertThat(likeness.recall()).isCloseTo(recall, EXACT);
    assertThat(likeness.precision()).isCloseTo(precision, EXACT);
    assertThat(likeness.f1()).isCloseTo(2 * precision * recall / (precision + recall), EXACT);
  }

  @Test
  void aTextIsExactlyLikeItselfInAnyOrder() {
    BertScore.Likeness likeness = BertScore.of(CIRCLE).compare("10 80 45", "45 10 80");
    assertThat(likeness.precision()).isCloseTo(1, EXACT);
    assertThat(likeness.recall()).isCloseTo(1, EXACT);
    assertThat(likeness.f1()).isCloseTo(1, EXACT);
  }

  @Test
  void rareTokensWeighMore() {
    BertScore score = BertScore.of(CIRCLE).withRarity(List.of("0 90", "0", "0 0"));
    // 0 is in 3 of 3 and weighs ln(4/4) = 0; 90 in 1 and weighs ln(4/2); others ln(4/1).
    BertScore.Likeness likeness = score.compare("0 90", "0 60");
    assertThat(likeness.recall()).isCloseTo(cos(30), EXACT);
    assertThat(likeness.precision()).isCloseTo(cos(30), EXACT);
    double weights = Math.log(2) + Math.log(4);
    assertThat(score.compare("90", "90 70").precision())
        .isCloseTo((Math.log(2) + Math.log(4) * cos(20)) / weights, EXACT);
    assertThat(score.compare("0", "0").f1()).isZero();
    assertThatThrownBy(() -> score.withRarity(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsLikeNothing() {
    BertScore score = BertScore.of(CIRCLE);
    assertThat(score.compare("", "0")).isEqualTo(new BertScore.Likeness(0, 0, 0));
    assertThat(score.compare("0", " ")).isEqualTo(new BertScore.Likeness(0, 0, 0));
    BertScore zeros = BertScore.of(text -> List.of(new Token(text, new float[2])));
    assertThat(zeros.compare("a", "a").f1()).isZero();
  }

  @Test
  void oppositesAreNegativeAndHaveNoF1() {
    BertScore.Likeness likeness = BertScore.of(CIRCLE).compare("0", "180");
    assertThat(likeness.recall()).isCloseTo(-1, EXACT);
    assertThat(likeness.f1()).isZero();
  }

  @Test
  void greedyMatchingIsThatOfTheDefinition() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      List<Token> left = tokens(random);
      List<Token> right = tokens(random);
      double recall = left.stream()
          .mapToDouble(x -> right.stream()
              .mapToDouble(y -> EmbedResponse.cosine(x.vector(), y.vector()))
              .max()
              .orElseThrow())
          .average()
          .orElseThrow();
      BertScore score = BertScore.of(text -> text.equals("left") ? left : right);
      assertThat(score.compare("left", "right").recall()).isCloseTo(recall, EXACT);
      assertThat(score.compare("right", "left").precision()).isCloseTo(recall, EXACT);
    }
  }

  private static List<Token> tokens(Random random) {
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(9); i++) {
      float[] vector = new float[4];
      for (int k = 0; k < 4; k++) {
        vector[k] = (float) random.nextGaussian();
      }
      tokens.add(new Token("" + i, vector));
    }
    return tokens;
  }

  @Test
  void vectorsOfDifferentLengthsAreAnError() {
    BertScore score = BertScore.of(text -> List.of(new Token(text, new float[text.length()])));
    assertThatThrownBy(() -> score.compare("a", "ab"))
        .hasMessageContaining("different lengths: 1 and 2");
  }

  @Test
  void theEvaluatorTakesTheReferenceWithTheBestF1() {
    Evaluator evaluator = Embeddings.bertScore(BertScore.of(CIRCLE));
    List<Score> scores = evaluator.evaluate(example("90", "30 40", "31"), "30");
    assertThat(scores)
        .extracting(Score::name)
        .containsExactly("bertscore-precision", "bertscore-recall", "bertscore");
    assertThat(((Score.Value) scores.get(2)).value()).isCloseTo(cos(1), EXACT);
    assertThat(evaluator.evaluate(example(), "30"))
        .hasSize(3)
        .allMatch(score -> score instanceof Score.Unscored);
  }

  @Test
  void theCosineIsThatOfTheNearestReference() {
    EmbeddingModel model = EmbeddingModel.of(
        ModelId.of("test", "lengths"),
        (request, context) -> new EmbedResponse(
            ModelId.of("test", "lengths"),
            request.texts().stream().map(text -> new float[] {text.length(), 1}).toList(),
            TokenUsage.UNKNOWN));
    Evaluator cosine = Embeddings.cosine(model);
    double best = (1 * 3 + 1) / Math.sqrt(2 * 10);
    assertThat(((Score.Value) cosine.evaluate(example("abcde", "abc"), "x").get(0)).value())
        .isCloseTo(best, EXACT);
    assertThat(cosine.evaluate(example(), "x"))
        .containsExactly(new Score.Unscored("embedding-cosine", "the example has no reference"));
    Score.Value blank = (Score.Value) cosine.evaluate(example("abc"), " \n").get(0);
    assertThat(blank.value()).isZero();
    assertThat(blank.reason()).isEqualTo(Optional.of("a text is blank"));
    assertThat(((Score.Value) cosine.evaluate(example("", " "), "x").get(0)).value())
        .isZero();
  }

  @Test
  void theEmbeddedModelTellsNearFromFarInBothLanguages() {
    try (EmbeddingModel model = Models.openEmbedding("baseline:hashed-embedding")) {
      Evaluator cosine = Embeddings.cosine(model);
      for (List<String> texts : List.of(
          List.of("the hot spring opens at nine", "the hot spring opens at ten", "a blue car"),
          List.of("温泉は九時に開きます", "温泉は十時に開きます", "青い車です"))) {
        double near =
            ((Score.Value) cosine.evaluate(example(texts.get(0)), texts.get(1)).get(0)).value();
        double far =
            ((Score.Value) cosine.evaluate(example(texts.get(0)), texts.get(2)).get(0)).value();
        assertThat(near).isGreaterThan(far + 0.2);
      }
    }
  }
}
