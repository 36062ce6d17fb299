package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The evaluators of overlap. */
class TextEvaluatorsTest {

  private static Example example(String... references) {
    return new Example("1", Map.of(), List.of(references), Map.of());
  }

  @Test
  void theSumsOfTheExamplesMakeTheFigureOfTheCorpus() {
    for (CorpusMetric metric : List.of(
        Bleu.builder().build(),
        ChrF.chrFPlusPlus(),
        Ter.ter(),
        ErrorRate.words(),
        ErrorRate.characters())) {
      Evaluator evaluator = Evaluators.of(metric);
      CorpusMetric.Corpus corpus = metric.corpus();
      double[] sums = new double[0];
      List<List<String>> rows = List.of(
          List.of("The dog bit the man, they say.", "The dog had bit the man, it seems."),
          List.of("It was not unexpected at all.", "It wasn't unexpected at all."),
          List.of("The man bit him first.", "The man had bitten the dog."));
      for (List<String> row : rows) {
        Score.Summed score =
            (Score.Summed) evaluator.evaluate(example(row.get(0)), row.get(1)).get(0);
        assertThat(score.name()).isEqualTo(metric.name());
        assertThat(score.value()).isEqualTo(metric.score(row.get(0), row.get(1)));
        sums = sums.length == 0 ? new double[score.parts().size()] : sums;
        for (int i = 0; i < sums.length; i++) {
          sums[i] += score.parts().get(i);
        }
        corpus.add(row.subList(0, 1), row.get(1));
      }
      double figure = evaluator.formulas().get(metric.name()).applyAsDouble(sums);
      assertThat(figure).isEqualTo(corpus.score()).isBetween(0.1, 1.0);
      assertThat(corpus.score()).as("asked again").isEqualTo(figure);
    }
  }

  @Test
  void withoutAReferenceNothingIsScored() {
    for (Evaluator evaluator : List.of(
        Evaluators.of(Bleu.builder().build()),
        Evaluators.of(Ter.ter()),
        Evaluators.meteor(Meteor.of(Tokenization.UNICODE)),
        Evaluators.editSimilarity(),
        Evaluators.rouge(Tokenization.CHARACTERS, "rougeLsum"))) {
      assertThat(evaluator.evaluate(example(), "answer"))
          .singleElement()
          .isInstanceOf(Score.Unscored.class)
          .extracting(Score::name)
          .isEqualTo(evaluator.evaluate(example("a"), "answer").get(0).name());
    }
  }

  @Test
  void rougeHasTheMeasuresThatAreNamed() {
    Evaluator rouge =
        Evaluators.rouge(Tokenization.ENGLISH_STEMMED, "rouge3", "rougeLsum", "rouge1");
    assertThat(rouge.evaluate(example("no", "cats sat on mats"), "the cat sat on a mat"))
        .extracting(Score::name)
        .containsExactly("rouge3-stem", "rougeLsum-stem", "rouge1-stem");
    for (String name : List.of("rouge0", "rouge10", "rougel", "rouge", "", "rougeW")) {
      assertThatThrownBy(() -> Evaluators.rouge(Tokenization.ENGLISH, name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "no measure \"" + name + "\"; there are rouge1 to rouge9, rougeL and rougeLsum");
    }
  }

  @Test
  void meteorAndEditSimilarityTakeTheNearestReference() {
    assertThat(Evaluators.meteor(Meteor.of(Tokenization.ENGLISH))
            .evaluate(example("dogs", "the cat sat on the mat"), "on the mat sat the cat"))
        .containsExactly(new Score.Value("meteor", 0.5));
    Score.Value similarity = (Score.Value)
        Evaluators.editSimilarity().evaluate(example("猫", "東京都"), "京都府").get(0);
    assertThat(similarity.name()).isEqualTo("edit-similarity");
    assertThat(similarity.value()).isCloseTo(1 / 3d, within(1e-12));
  }
}
