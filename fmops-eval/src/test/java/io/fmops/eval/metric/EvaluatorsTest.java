package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score.Label;
import io.fmops.eval.metric.Score.Unscored;
import io.fmops.eval.metric.Score.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorsTest {

  private static final Evaluator SENTIMENT = Evaluators.label(Set.of("Positive", "Negative"));
  private static final Evaluator POLARITY = Evaluators.label(Set.of("肯定", "否定"));

  private static Example example(String reference) {
    return new Example("1", Map.of("text", "x"), Optional.of(reference));
  }

  private static double score(Evaluator evaluator, String reference, String answer) {
    List<Score> scores = evaluator.evaluate(example(reference), answer);
    assertThat(scores).hasSize(1);
    return ((Value) scores.get(0)).value();
  }

  private static String predicted(Evaluator evaluator, String reference, String answer) {
    return ((Label) evaluator.evaluate(example(reference), answer).get(0)).predicted();
  }

  @Test
  void aLongRunOfMarksInAnAnswerDoesNotHoldUpTheRun() {
    String answer = "positive " + "\u0301\u0316".repeat(250_000);
    for (Evaluator evaluator : List.of(
        SENTIMENT, Evaluators.tokenF1(), Evaluators.quasiExactMatch(), Evaluators.rouge())) {
      assertThat(assertTimeoutPreemptively(
              Duration.ofSeconds(30), () -> evaluator.evaluate(example("Positive"), answer)))
          .isNotEmpty();
    }
  }

  @Test
  void everyScoreHasItsName() {
    Example none = new Example("1", Map.of(), Optional.empty());
    assertThat(List.of(
            Evaluators.exactMatch(),
            Evaluators.quasiExactMatch(),
            Evaluators.containsReference(),
            Evaluators.tokenF1(),
            SENTIMENT,
            Evaluators.rouge(),
            Evaluators.rouge(Tokenization.ENGLISH),
            Evaluators.rouge(Tokenization.ENGLISH_STEMMED)))
        .flatExtracting(evaluator -> {
          List<Score> unscored = evaluator.evaluate(none, "an answer");
          assertThat(unscored)
              .allSatisfy(score -> assertThat(score)
                  .isEqualTo(new Unscored(score.name(), "the example has no reference")));
          List<String> names = unscored.stream().map(Score::name).toList();
          assertThat(evaluator.evaluate(example("positive"), "positive"))
              .as("the same names, scored or not")
              .extracting(Score::name)
              .isEqualTo(names);
          return names;
        })
        .containsExactly(
            "exact-match",
            "quasi-exact-match",
            "contains-reference",
            "token-f1",
            "label",
            "rouge1-unicode",
            "rouge2-unicode",
            "rougeL-unicode",
            "rouge1",
            "rouge2",
            "rougeL",
            "rouge1-stem",
            "rouge2-stem",
            "rougeL-stem");
  }

  @Test
  void exactMatchIsToTheLetter() {
    Evaluator exact = Evaluators.exactMatch();
    assertThat(score(exact, "Tokyo", " Tokyo\n")).isEqualTo(1);
    assertThat(score(exact, "Tokyo", "tokyo")).isZero();
    assertThat(score(exact, "Tokyo", "Tokyo.")).isZero();
    assertThat(score(exact, "東京", "東京")).isEqualTo(1);
    assertThat(score(exact, "ｶﾞ", "ガ")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Eiffel Tower        | The  eiffel-tower!   | 0",
        "Eiffel Tower        | 'The eiffel  tower.' | 1",
        "cat                 | a cat                | 1",
        "U.S.                | US                   | 1",
        "1,000               | 1000                 | 1",
        "state-of-the-art    | stateoftheart        | 1",
        "東京都               | 「東京 都」。          | 1",
        "ガイド               | ｶﾞｲﾄﾞ                | 1",
        "東京                 | 京東                 | 0",
        "ＡＢＣ               | abc                  | 1",
        "the                 | a                    | 0",
        "+                   | -                    | 0",
        "+                   | ＋                   | 1",
        "!                   | word                 | 0",
      })
  void quasiExactMatchForgivesWhatSquadForgives(String reference, String answer, double expected) {
    assertThat(score(Evaluators.quasiExactMatch(), reference, answer)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 May       | On 3 May, they left.        | 1",
        "art         | a party                     | 0",
        "Art         | the ART-house               | 1",
        "May 3       | On 3 May                    | 0",
        "東京         | 首都は東京です。              | 1",
        "ﾄｳｷｮｳ       | トウキョウへ行く             | 1",
        "京都         | 東京と大阪                   | 0",
        "U.S.        | the U.S.-led force          | 1",
      })
  void referenceIsFoundAsWordsInARow(String reference, String answer, double expected) {
    assertThat(score(Evaluators.containsReference(), reference, answer)).isEqualTo(expected);
  }

  @Test
  void referenceWithoutWordsCannotBeFound() {
    assertThat(Evaluators.containsReference().evaluate(example("?!"), "what?!"))
        .containsExactly(new Unscored("contains-reference", "the reference has no words"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the Denver Broncos    | Denver Broncos              | 1.0",
        "Denver Broncos        | The Broncos of Denver won   | 0.6666666666666666",
        "cat cat dog           | cat                         | 0.5",
        "cat                   | dog                         | 0.0",
        "cat                   | the                         | 0.0",
        "東京都                 | 東京                         | 0.8",
        "2024年5月              | ２０２４年                    | 0.6666666666666666",
      })
  void tokenF1IsThatOfSquad(String reference, String answer, double expected) {
    assertThat(score(Evaluators.tokenF1(), reference, answer)).isEqualTo(expected);
  }

  @Test
  void tokenF1WithoutWordsIsAllOrNothing() {
    assertThat(score(Evaluators.tokenF1(), "", " ")).isEqualTo(1);
    assertThat(score(Evaluators.tokenF1(), "", "cat")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Positive",
        " POSITIVE\n",
        "ｐｏｓｉｔｉｖｅ",
        "\"positive\".",
        "**Positive**",
        "- 'Positive'!",
        "Label: positive",
        "**Sentiment:** positive.",
        "{\"label\": \"positive\"}",
        "The answer is: Positive",
        "Positive\n\nBecause nothing here is negative.",
        "label：positive\nIt is not negative.",
        "I would say this review is positive, clearly positive.",
        "ラベルはpositiveです",
        "```\npositive\n```",
      })
  void labelIsFound(String answer) {
    assertThat(predicted(SENTIMENT, "positive", answer)).isEqualTo("Positive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "neutral",
        "positively great",
        "positive_score",
        "It is positive and negative.",
        "Negative: positive",
        "Is it positive or negative: positive",
      })
  void labelIsNotGuessed(String answer) {
    assertThat(predicted(SENTIMENT, "positive", answer)).isEqualTo(Label.NO_LABEL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "肯定                              | 肯定",
        "「肯定」。                          | 肯定",
        "ラベル：肯定                        | 肯定",
        "【分類】: 否定                      | 否定",
        "このレビューは肯定的です。            | 肯定",
        "肯定とも否定とも言えません。          | (none)",
        "中立                              | (none)",
      })
  void japaneseLabelIsFoundWithoutSpacesAroundIt(String answer, String expected) {
    assertThat(predicted(POLARITY, "肯定", answer)).isEqualTo(expected);
  }

  @Test
  void labelInsideOfALongerOneDoesNotOccur() {
    Evaluator toxicity = Evaluators.label(Set.of("toxic", "not toxic"));
    assertThat(predicted(toxicity, "toxic", "This text is not\ntoxic at all."))
        .isEqualTo("not toxic");
    assertThat(predicted(toxicity, "toxic", "It is toxic.")).isEqualTo("toxic");
    assertThat(predicted(toxicity, "toxic", "toxic, or not toxic")).isEqualTo(Label.NO_LABEL);
  }

  @Test
  void labelsMayBeNumbersAndSymbols() {
    Evaluator stars = Evaluators.label(Set.of("1", "2", "3", "4", "5"));
    assertThat(predicted(stars, "5", "5 stars")).isEqualTo("5");
    assertThat(predicted(stars, "5", "★５")).isEqualTo("5");
    assertThat(predicted(stars, "5", "about 4.5")).isEqualTo(Label.NO_LABEL);
    assertThat(predicted(stars, "5", "4/5")).isEqualTo(Label.NO_LABEL);
    assertThat(predicted(stars, "5", "15")).isEqualTo(Label.NO_LABEL);
    Evaluator languages = Evaluators.label(Set.of("C", "C#", "C++", ".NET"));
    assertThat(predicted(languages, "C", "`C#`.")).isEqualTo("C#");
    assertThat(predicted(languages, "C", "\".NET\"")).isEqualTo(".NET");
    assertThat(predicted(languages, "C", "It is C++ code")).isEqualTo("C++");
    assertThat(predicted(languages, "C", "(C)")).isEqualTo("C");
  }

  @Test
  void referenceIsReadLikeALabelAndMustBeOne() {
    assertThat(SENTIMENT.evaluate(example(" ＮＥＧＡＴＩＶＥ"), "positive"))
        .containsExactly(new Label("label", "Negative", "Positive"));
    assertThat(Evaluators.label(Set.of("a")).evaluate(example("b"), "a"))
        .containsExactly(new Unscored("label", "the reference \"b\" is none of the labels [a]"));
  }

  @Test
  void labelsMustBeDistinctNames() {
    assertThatThrownBy(() -> Evaluators.label(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no labels; name those that an answer may mean");
    assertThatThrownBy(() -> Evaluators.label(Set.of(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\" \" cannot be a label");
    assertThatThrownBy(() -> Evaluators.label(Set.of(Label.NO_LABEL)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Evaluators.label(Set.of("Yes", "ｙｅｓ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("differ in case, width or spaces only");
  }

  @Test
  void anyAnswerHasAScore() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      String a = text(random);
      String b = text(random);
      for (Evaluator evaluator : List.of(
          Evaluators.exactMatch(),
          Evaluators.quasiExactMatch(),
          Evaluators.containsReference(),
          Evaluators.tokenF1(),
          Evaluators.rouge())) {
        assertThat(evaluator.evaluate(example(a), b)).allSatisfy(score -> {
          if (score instanceof Value value) {
            assertThat(value.value()).isBetween(0.0, 1.0);
          }
        });
        assertThat(evaluator.evaluate(example(a), a)).allSatisfy(score -> {
          if (score instanceof Value value && !score.name().startsWith("rouge")) {
            assertThat(value.value()).isEqualTo(1);
          }
        });
      }
      assertThat(predicted(SENTIMENT, "positive", a)).isIn("Positive", "Negative", Label.NO_LABEL);
    }
  }

  private static String text(Random random) {
    int[] alphabet = "aZ the 肯定ｶﾞ.:\"\n\u0301\u200D😀１_".codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return random.nextInt(8) == 0 ? text + "Positive" + text : text.toString();
  }

  @Test
  void ofSeveralReferencesTheNearestCounts() {
    Example example = new Example("1", Map.of(), List.of("London", "the city of London"), Map.of());
    assertThat(Evaluators.exactMatch().evaluate(example, "the city of London"))
        .containsExactly(new Value("exact-match", 1));
    assertThat(Evaluators.tokenF1().evaluate(example, "City of London"))
        .containsExactly(new Value("token-f1", 1));
    assertThat(Evaluators.containsReference().evaluate(example, "In London."))
        .containsExactly(new Value("contains-reference", 1));
    assertThat(Evaluators.rouge().evaluate(example, "london"))
        .contains(new Value("rouge1-unicode", 1), new Value("rouge2-unicode", 0));
  }
}
