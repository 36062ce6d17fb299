package io.fmops.eval.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.Judge;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.ContentBlock;
import io.fmops.model.Cost;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.replay.ScriptedModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of an answer, and what comes of several assertions. */
class AssertionEvaluatorTest {

  private static final ModelId MODEL = ModelId.of("function", "x");

  private record FixedTrial(Example example, GenerateResponse response) implements Trial {
    @Override
    public GenerateRequest request() {
      return GenerateRequest.of("?");
    }

    @Override
    public GenerateResponse ask(Example other) {
      throw new UnsupportedOperationException();
    }

    @Override
    public GenerateResponse ask(FoundationModel model, GenerateRequest request) {
      return model.generate(request);
    }
  }

  private static Trial trial(String answer, Assertions assertions) {
    return new FixedTrial(
        new Example("a", Map.of(), List.of(), Map.of(), assertions),
        GenerateResponse.builder(MODEL)
            .content(List.of(new ContentBlock.Text(answer)))
            .usage(TokenUsage.reported(1, 1))
            .latency(new Latency(Duration.ofMillis(1_200), Optional.empty(), Optional.empty()))
            .cost(new Cost(new BigDecimal("0.002"), "USD", LocalDate.of(2026, 11, 1), false))
            .build());
  }

  private static List<Score> scores(String answer, Assertion... assertions) {
    return AssertionEvaluator.builder().build().evaluate(trial(answer, Assertions.of(assertions)));
  }

  private static double score(String answer, Assertion assertion) {
    return ((Score.Value) scores(answer, assertion).get(0)).value();
  }

  private static boolean holds(String answer, Assertion assertion) {
    Score.Value passed = (Score.Value) scores(answer, assertion).get(1);
    return passed.value() == 1;
  }

  private static String unscored(String answer, Assertion assertion) {
    assertThat(scores(answer, assertion)).allMatch(s -> s instanceof Score.Unscored);
    return ((Score.Unscored) scores(answer, assertion).get(0)).reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "equals         | Tokyo          | Tokyo         | true",
        "equals         | tokyo          | Tokyo         | false",
        "equals         | Tokyo.         | Tokyo         | false",
        "contains       | 首都は東京です       | 東京            | true",
        "contains       | 首都は京都です       | 東京            | false",
        "contains       | TOKYO          | tokyo         | false",
        "icontains      | TOKYO          | tokyo         | true",
        "icontains      | ＴＯＫＹＯ          | tokyo         | false",
        "contains-any   | 京都と大阪          | 東京, 大阪        | true",
        "contains-any   | 京都             | 東京, 大阪        | false",
        "icontains-any  | OSAKA          | tokyo,osaka   | true",
        "contains-all   | 東京と大阪          | 東京,大阪         | true",
        "contains-all   | 東京と京都          | 東京,大阪         | false",
        "icontains-all  | Tokyo OSAKA    | tokyo,osaka   | true",
        "starts-with    | はい、そうです        | はい            | true",
        "starts-with    | ええ、はい          | はい            | false",
        "regex          | 電話は03-1234-5678 | \\d{4}-\\d{4} | true",
        "regex          | no digits      | \\d           | false",
        "regex          | 東京             | ^[一-龠]+$      | true",
        "levenshtein    | kitten         | sitting       | true",
        "levenshtein    | 東京都            | 大阪府吹田市佐井寺     | false",
      })
  void assertionHoldsOrDoesNot(String type, String answer, String value, boolean expected) {
    assertThat(holds(answer, Assertion.of(type, value))).isEqualTo(expected);
    assertThat(holds(answer, Assertion.of("not-" + type, value))).isEqualTo(!expected);
  }

  @Test
  void valuesMayBeNumbersListsAndObjects() {
    assertThat(holds("42", Assertion.of("equals").withValue("42"))).isTrue();
    assertThat(holds("0 errors", Assertion.of("contains").withValue("0"))).isTrue();
    assertThat(holds("costs 1,000", Assertion.of("contains-all", List.of("1,000"))))
        .isTrue();
    assertThat(holds("costs 1,000", Assertion.of("contains-all", "\"1,000\", costs")))
        .isTrue();
    Assertion json = Assertion.of("equals").withValue("{\"都市\": \"東京\", \"n\": 1}");
    assertThat(holds("{\"n\":1.0, \"都市\":\"東京\"}", json)).isTrue();
    assertThat(holds("{\"n\":2, \"都市\":\"東京\"}", json)).isFalse();
    assertThat(holds("no JSON", json)).isFalse();
    assertThat(holds("[1, 2]", Assertion.of("equals").withValue("[1,2]"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"都市\":\"東京\"}                | true  | true",
        "[1,2]                          | true  | true",
        "'  5 '                         | true  | false",
        "Here: {\"a\": {\"b\": [1]}} ok | false | true",
        "a { b } c                      | false | false",
        "{\"a\":1                       | false | false",
        "{\"a\":1} {\"b\":2}            | false | true",
        "{a: 1} and {\"b\": \"}\"}      | false | true",
        "see [1]                        | false | false",
        "''                             | false | false",
      })
  void jsonIsTheWholeAnswerOrInIt(String answer, boolean whole, boolean inside) {
    assertThat(holds(answer, Assertion.of("is-json"))).isEqualTo(whole);
    assertThat(holds(answer, Assertion.of("not-is-json"))).isEqualTo(!whole);
    assertThat(holds(answer, Assertion.of("contains-json"))).isEqualTo(inside);
  }

  @Test
  void jsonMayHaveToFitASchema() {
    Assertion whole = Assertion.of("is-json")
        .withValue("{\"type\":\"object\",\"required\":[\"都市\"],"
            + "\"properties\":{\"都市\":{\"type\":\"string\"}}}");
    assertThat(holds("{\"都市\":\"東京\"}", whole)).isTrue();
    assertThat(holds("{\"都市\":1}", whole)).isFalse();
    assertThat(holds("{", whole)).isFalse();
    Assertion inside = Assertion.of("contains-json").withValue(whole.value().orElseThrow());
    assertThat(holds("{\"a\":1} and {\"都市\":\"東京\"}", inside)).isTrue();
    assertThat(holds("{\"a\":1} and {\"b\":2}", inside)).isFalse();
    assertThat(holds("nothing", inside)).isFalse();
    assertThat(holds("{}", Assertion.of("is-json", "{\"type\":\"object\"}"))).isTrue();
    assertThat(unscored("{}", Assertion.of("is-json").withValue("{\"pattern\":\"a\"}")))
        .isEqualTo(
            "the schema of is-json says [pattern], which cannot be checked; give a check for it");
    assertThat(unscored("{}", Assertion.of("is-json").withValue("5")))
        .startsWith("the schema of is-json cannot be read: ");
  }

  @Test
  void thresholdsDecide() {
    assertThat(holds("kitten", Assertion.of("levenshtein", "sitting").withThreshold(3)))
        .isTrue();
    assertThat(holds("kitten", Assertion.of("levenshtein", "sitting").withThreshold(2)))
        .isFalse();
    assertThat(holds("same", Assertion.of("levenshtein", "same").withThreshold(0)))
        .isTrue();
    Assertion rouge = Assertion.of("rouge-n", "the cat sat down");
    assertThat(score("The cat sat on the mat.", rouge)).isEqualTo(0.75);
    assertThat(holds("The cat sat on the mat.", rouge))
        .as("0.75 is promptfoo's default")
        .isTrue();
    assertThat(holds("The cat sat on the mat.", rouge.withThreshold(0.8))).isFalse();
    assertThat(score("東京は首都", Assertion.of("rouge-n", "東京は首都"))).isEqualTo(1);
    assertThat(score("The cat sat.", Assertion.of("not-rouge-n", "the cat sat down")))
        .isEqualTo(0.25);
  }

  @Test
  void bleuIsOfWordsOrCharacters() {
    assertThat(score("The cat sat on the mat.", Assertion.of("bleu", "the cat sat on the mat.")))
        .isEqualTo(1);
    assertThat(holds("A dog ran.", Assertion.of("bleu", "the cat sat on the mat.")))
        .isFalse();
    assertThat(score("東京は日本の首都です", Assertion.of("bleu", List.of("大阪", "東京は日本の首都です"))))
        .isEqualTo(1);
    assertThat(holds("東京は日本の首都だ", Assertion.of("bleu", "東京は日本の首都です"))).isTrue();
  }

  @Test
  void speedAndCostAreLimited() {
    assertThat(holds("x", Assertion.of("latency").withThreshold(1_200))).isTrue();
    assertThat(holds("x", Assertion.of("latency").withThreshold(1_000))).isFalse();
    assertThat(holds("x", Assertion.of("cost").withThreshold(0.002))).isTrue();
    assertThat(holds("x", Assertion.of("cost").withThreshold(0.001))).isFalse();
    assertThat(holds("x", Assertion.of("not-cost").withThreshold(0.001))).isTrue();
    assertThat(unscored("x", Assertion.of("cost")))
        .isEqualTo("cost needs a threshold, or a metric that it is measured for");
  }

  @Test
  void unknownCostIsNoCost() {
    Trial free = new FixedTrial(
        new Example(
            "a",
            Map.of(),
            List.of(),
            Map.of(),
            Assertions.of(Assertion.of("cost").withThreshold(1))),
        GenerateResponse.builder(MODEL).usage(TokenUsage.reported(1, 1)).build());
    assertThat(AssertionEvaluator.builder().build().evaluate(free).get(1))
        .isEqualTo(new Score.Unscored(
            "assertions-passed",
            "the cost of the answer is unknown; give the prices of the model"));
  }

  @Test
  void similarityIsThatOfEmbeddings() {
    EmbeddingModel model = EmbeddingModel.of(
        MODEL,
        (request, context) -> new EmbedResponse(
            MODEL,
            request.texts().stream()
                .map(t -> new float[] {t.contains("猫") ? 1 : 0, t.contains("犬") ? 1 : 0})
                .toList(),
            TokenUsage.reported(1, 1)));
    AssertionEvaluator evaluator =
        AssertionEvaluator.builder().embeddings(model).build();
    Assertion similar = Assertion.of("similar", List.of("猫", "鳥と猫と犬"));
    assertThat(evaluator.evaluate(trial("黒い猫", Assertions.of(similar))).get(0))
        .isEqualTo(new Score.Value("assertions", 1, Optional.empty()));
    assertThat(((Score.Value)
                evaluator.evaluate(trial("犬", Assertions.of(similar))).get(1))
            .value())
        .isZero();
    assertThat(
            ((Score.Value) evaluator.evaluate(trial("", Assertions.of(similar))).get(1)).value())
        .isZero();
    assertThat(unscored("x", Assertion.of("similar", "y")))
        .isEqualTo("nothing checks similar; give a check for it");
  }

  @Test
  void scoreIsTheWeightedMeanAndAllMustHold() {
    List<Score> scores = scores(
        "東京",
        Assertion.of("contains", "東京").withWeight(3),
        Assertion.of("contains", "Tokyo"),
        Assertion.of("contains", "京都").withWeight(0));
    String reason = "contains: the answer does not contain \"Tokyo\"";
    assertThat(scores)
        .containsExactly(
            new Score.Value("assertions", 0.75, Optional.of(reason)),
            new Score.Value("assertions-passed", 0, Optional.of(reason)));
    assertThat(scores("東京", Assertion.of("contains", "京都").withWeight(0)))
        .containsExactly(
            new Score.Unscored("assertions", "no assertion has a weight"),
            new Score.Value("assertions-passed", 1));
  }

  @Test
  void thresholdOfTheExampleReplacesAllMustHold() {
    List<Assertion> list = List.of(Assertion.of("contains", "a"), Assertion.of("contains", "b"));
    AssertionEvaluator evaluator = AssertionEvaluator.builder().build();
    for (double threshold : new double[] {0.5, 0.6}) {
      Score passed = evaluator
          .evaluate(trial("a", new Assertions(list, OptionalDouble.of(threshold))))
          .get(1);
      assertThat(((Score.Value) passed).value()).isEqualTo(threshold == 0.5 ? 1 : 0);
    }
  }

  @Test
  void metricsHaveMeansOfTheirOwn() {
    Example first = new Example(
        "1",
        Map.of(),
        List.of(),
        Map.of(),
        Assertions.of(
            Assertion.of("contains", "です").withMetric("丁寧さ"),
            Assertion.of("contains", "ます").withMetric("丁寧さ").withWeight(3),
            Assertion.of("latency").withMetric("time").withWeight(0)));
    Example second = new Example("2", Map.of(), List.of(), Map.of());
    AssertionEvaluator evaluator = AssertionEvaluator.builder()
        .metricsOf(Dataset.of("d", List.of(first, second)))
        .build();
    assertThat(evaluator.evaluate(trial("東京です", first.assertions())))
        .extracting(Score::name)
        .containsExactly("assertions", "assertions-passed", "assertions:丁寧さ", "assertions:time");
    List<Score> scores = evaluator.evaluate(trial("東京です", first.assertions()));
    assertThat(((Score.Value) scores.get(2)).value()).isEqualTo(0.25);
    assertThat(((Score.Value) scores.get(3)).value()).isEqualTo(1_200);
    assertThat(evaluator.evaluate(trial("x", second.assertions())))
        .containsExactly(
            new Score.Unscored("assertions", "the example has no assertions"),
            new Score.Unscored("assertions-passed", "the example has no assertions"),
            new Score.Unscored("assertions:丁寧さ", "the example has no assertion for this metric"),
            new Score.Unscored("assertions:time", "the example has no assertion for this metric"));
  }

  @Test
  void whatTakesAJudgeIsUnscoredUntilOneIsGiven() {
    Assertion rubric = Assertion.of("llm-rubric", "丁寧である");
    assertThat(unscored("x", rubric))
        .isEqualTo("llm-rubric takes a judge, and none is given; give a check for it");
    assertThat(scores("x", rubric, Assertion.of("contains", "y")))
        .as("an answer that fails something else has not passed whatever a judge would say")
        .containsExactly(
            new Score.Unscored(
                "assertions", "llm-rubric takes a judge, and none is given; give a check for it"),
            new Score.Value(
                "assertions-passed",
                0,
                Optional.of("contains: the answer does not contain \"y\"")));
    AssertionEvaluator judged = AssertionEvaluator.builder()
        .check(
            "llm-rubric",
            (assertion, trial) -> new AssertionOutcome.Checked(
                trial.answer().endsWith("です") ? 0.9 : 0.1,
                trial.answer().endsWith("です"),
                "judged by " + assertion.text().orElseThrow()))
        .build();
    assertThat(judged.evaluate(trial("東京です", Assertions.of(rubric))).get(0))
        .isEqualTo(new Score.Value("assertions", 0.9, Optional.empty()));
    assertThat(AssertionEvaluator.judged())
        .contains("llm-rubric", "factuality", "model-graded-closedqa");
    assertThat(AssertionEvaluator.builtIn())
        .doesNotContainAnyElementsOf(AssertionEvaluator.judged());
  }

  private static String asked(ScriptedModel script) {
    return script.requests().stream()
        .flatMap(r -> Stream.concat(r.system().stream(), r.messages().stream().map(Message::text)))
        .collect(Collectors.joining());
  }

  private static List<Score> judged(
      ScriptedModel script, String question, String answer, Assertion assertion) {
    FixedTrial trial = (FixedTrial) trial(answer, Assertions.of(assertion));
    Example example = new Example(
        "a", Map.of("question", question), List.of("unused"), Map.of(), Assertions.of(assertion));
    return AssertionEvaluator.builder()
        .judge(Judge.builder(script.model()).retries(0).build())
        .build()
        .evaluate(new FixedTrial(example, trial.response()));
  }

  @Test
  void judgeDecidesAboutRequirements() {
    Assertion rubric = Assertion.of("llm-rubric", "丁寧な言葉である");
    ScriptedModel script = ScriptedModel.answering("{\"reason\": \"敬語\", \"met\": 1}");
    assertThat(judged(script, "首都は？", "東京です", rubric).get(1))
        .isEqualTo(new Score.Value("assertions-passed", 1));
    assertThat(asked(script)).contains("回答は次の条件を満たす：丁寧な言葉である", "東京です", "首都は？");
    assertThat(judged(
            ScriptedModel.answering("{\"reason\": \"rude\", \"met\": 0}"), "Why?", "So.", rubric))
        .containsExactly(
            new Score.Value("assertions", 0, Optional.of("llm-rubric: the judge: rude")),
            new Score.Value("assertions-passed", 0, Optional.of("llm-rubric: the judge: rude")));
    assertThat(judged(ScriptedModel.answering("no idea"), "Why?", "So.", rubric))
        .as("what a judge does not say is no zero")
        .allMatch(score -> score instanceof Score.Unscored);
  }

  @Test
  void judgeGradesWhereThereIsAThreshold() {
    Assertion rubric = Assertion.of("llm-rubric", "polite").withThreshold(0.7);
    assertThat(judged(
                ScriptedModel.answering("{\"reason\": \"fine\", \"met\": 7}"),
                "Hi",
                "Hello.",
                rubric)
            .get(0))
        .isEqualTo(new Score.Value("assertions", 0.7, Optional.empty()));
    assertThat(((Score.Value) judged(
                    ScriptedModel.answering("{\"reason\": \"so so\", \"met\": 6}"),
                    "Hi",
                    "Hello.",
                    rubric)
                .get(1))
            .value())
        .isZero();
  }

  @Test
  void judgeComparesFactsWithTheValue() {
    ScriptedModel script = ScriptedModel.answering("{\"reason\": \"the same\", \"met\": 1}");
    Assertion facts = Assertion.of("factuality", "Tokyo is the capital.");
    assertThat(judged(script, "Capital of Japan?", "It is Tokyo.", facts).get(1))
        .isEqualTo(new Score.Value("assertions-passed", 1));
    assertThat(asked(script))
        .contains("contradicts nothing", "Tokyo is the capital.", "It is Tokyo.")
        .doesNotContain("unused");
    assertThat(judged(script, "?", "x", Assertion.of("factuality")).get(0))
        .isEqualTo(new Score.Unscored("assertions", "factuality needs a reference as its value"));
  }

  @Test
  void judgeIsNoCandidate() {
    ScriptedModel script = ScriptedModel.answering("x");
    AssertionEvaluator evaluator =
        AssertionEvaluator.builder().judge(Judge.of(script.model())).build();
    assertThatThrownBy(() -> evaluator.check(script.model().id()))
        .isInstanceOf(IllegalArgumentException.class);
    evaluator.check(MODEL);
    AssertionEvaluator.builder().build().check(script.model().id());
  }

  @Test
  void evaluatorsThatCompareWithReferencesAreChecks() {
    AssertionEvaluator evaluator = AssertionEvaluator.builder()
        .check("token-f1", AssertionCheck.byScore(Evaluators.tokenF1(), 0.5))
        .build();
    Assertion f1 = Assertion.of("token-f1", List.of("大阪", "東京都"));
    assertThat(evaluator.evaluate(trial("東京", Assertions.of(f1))).get(0))
        .isEqualTo(new Score.Value("assertions", 0.8, Optional.empty()));
    assertThat(((Score.Value) evaluator
                .evaluate(trial("東京", Assertions.of(f1.withThreshold(0.9))))
                .get(1))
            .value())
        .isZero();
    assertThat(evaluator
            .evaluate(trial("x", Assertions.of(Assertion.of("token-f1"))))
            .get(0))
        .isEqualTo(new Score.Unscored("assertions", "token-f1 needs a text to compare with"));
  }

  @Test
  void ofATextAloneTimeIsUnknown() {
    Example example = new Example(
        "a",
        Map.of(),
        List.of(),
        Map.of(),
        Assertions.of(Assertion.of("contains", "東京"), Assertion.of("latency").withThreshold(9)));
    AssertionEvaluator evaluator = AssertionEvaluator.builder().build();
    assertThat(evaluator.evaluate(example, "京都").get(1)).isInstanceOf(Score.Value.class);
    assertThat(evaluator.evaluate(example, "東京").get(1))
        .isEqualTo(new Score.Unscored(
            "assertions-passed",
            "latency: only the text of the answer is known; evaluate it as a whole trial, as a run"
                + " does"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contains",
        "starts-with",
        "regex",
        "equals",
        "levenshtein",
        "rouge-n",
        "contains-any",
        "icontains-all"
      })
  void assertionWithoutItsValueIsUnscored(String type) {
    assertThat(unscored("x", Assertion.of(type))).startsWith(type + " needs ");
  }

  @Test
  void hostileAnswersAndPatternsComeToAnEnd() {
    assertThat(unscored("1,".repeat(40), Assertion.of("regex", "(.*,){11}P")))
        .startsWith("the expression (.*,){11}P goes back too often on 80 chars");
    assertThat(unscored("x", Assertion.of("regex", "[")))
        .startsWith("the pattern [ is none of Java's (");
    assertThat(holds("x".repeat(2_000_000), Assertion.of("regex", "y$"))).isFalse();
    assertThat(holds("{".repeat(300_000), Assertion.of("contains-json"))).isFalse();
    assertThat(unscored("{\"".repeat(100_000), Assertion.of("contains-json"))).isNotEmpty();
    assertThat(unscored("{\"a\":[".repeat(100_000), Assertion.of("contains-json")))
        .isEqualTo("the answer has too many braces to look for JSON behind all of them");
    assertThat(holds("\ud83d", Assertion.of("contains", "\ud83d"))).isTrue();
    assertThat(holds("a".repeat(20_000), Assertion.of("levenshtein", "b".repeat(20_000))))
        .isFalse();
  }

  @Test
  void textsWithCommasAreSplitAsPromptfooDoes() {
    assertThat(CommaSeparated.split(" 東京 , \"a, \"\"b\"\"\",, c\\d ,\"e\\\"f\"  "))
        .containsExactly("東京", "a, \"b\"", "c\\d", "e\"f");
    assertThat(CommaSeparated.split(" , ")).isEmpty();
    assertThat(CommaSeparated.split("\"open")).containsExactly("open");
  }

  @Test
  void outcomesAreFinite() {
    assertThatThrownBy(() -> new AssertionOutcome.Checked(Double.NaN, true, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
