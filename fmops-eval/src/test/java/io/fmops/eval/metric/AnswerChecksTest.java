package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score.Unscored;
import io.fmops.eval.metric.Score.Value;
import io.fmops.model.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerChecksTest {

  private static final Example NO_REFERENCE = new Example("1", Map.of(), Optional.empty());

  private static Score only(Evaluator evaluator, Example example, String answer) {
    List<Score> scores = evaluator.evaluate(example, answer);
    assertThat(scores).hasSize(1);
    return scores.get(0);
  }

  private static Value value(Evaluator evaluator, String answer) {
    return (Value) only(evaluator, NO_REFERENCE, answer);
  }

  private static Value value(Evaluator evaluator, String reference, String answer) {
    Example example = new Example("1", Map.of(), Optional.of(reference));
    return (Value) only(evaluator, example, answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"答え\": 42}", " [1, 2] \n", "\"text\"", "null", "-1.5e3"})
  void oneJsonValueIsJson(String answer) {
    assertThat(value(AnswerChecks.json(), answer)).isEqualTo(new Value("json", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{} {}",
        "```json\n{}\n```",
        "Here it is: {}",
        "{'a': 1}",
        "[1,]",
        "NaN",
        "\uD800"
      })
  void anythingElseIsNoneAndSaysWhy(String answer) {
    Value value = value(AnswerChecks.json(), answer);
    assertThat(value.value()).isZero();
    assertThat(value.reason()).isPresent();
  }

  @Test
  void jsonMustFitItsSchema() {
    Evaluator order = AnswerChecks.jsonSchema(
        "order",
        JsonSchema.of("{\"type\": \"object\", \"required\": [\"品名\", \"count\"],"
            + " \"properties\": {\"count\": {\"type\": \"integer\", \"minimum\": 1}}}"));
    assertThat(value(order, "{\"品名\": \"茶\", \"count\": 2}").value()).isEqualTo(1);
    Value wrong = value(order, "{\"品名\": \"茶\", \"count\": 0}");
    assertThat(wrong.value()).isZero();
    assertThat(wrong.reason().orElseThrow()).contains("count");
    assertThat(value(order, "{\"count\": 2}").value()).isZero();
  }

  @Test
  void aSchemaWhoseKeywordsWouldNotBeCheckedIsRefused() {
    assertThatThrownBy(() -> AnswerChecks.jsonSchema(
            "code", JsonSchema.of("{\"type\": \"string\", \"pattern\": \"^A\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[pattern]");
  }

  @Test
  void aRegularExpressionIsFoundAnywhere() {
    Evaluator phone = AnswerChecks.regex("phone", Pattern.compile("\\d{2,4}-\\d{4}-\\d{4}"));
    assertThat(value(phone, "電話は03-1234-5678です。").value()).isEqualTo(1);
    assertThat(value(phone, "電話はありません。").reason().orElseThrow()).contains("no match");
    Evaluator polite = AnswerChecks.regex("polite", Pattern.compile("\\A(?!(?s:.*)馬鹿)"));
    assertThat(value(polite, "").value()).isEqualTo(1);
    assertThat(value(polite, "はい\nこの馬鹿").value()).isZero();
  }

  @Test
  void anExpressionThatGoesBackForeverLeavesTheAnswerUnscored() {
    Evaluator bad = AnswerChecks.regex("bad", Pattern.compile("(?:a|aa)+$"));
    Score score = assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> only(bad, NO_REFERENCE, "a".repeat(5_000) + "b"));
    assertThat(((Unscored) score).reason()).contains("goes back too often");
  }

  @Test
  void textsAreFoundInAnyCaseAndWidth() {
    Evaluator all = AnswerChecks.containsAll("facts", List.of("ＡＷＳ", "東京"));
    assertThat(value(all, "aws の東京リージョン").value()).isEqualTo(1);
    assertThat(value(all, "AWS in Tokyo").reason()).hasValue("without \"東京\"");
    Evaluator any = AnswerChecks.containsAny("any", List.of("Yes", "はい"));
    assertThat(value(any, "ＹＥＳ!").value()).isEqualTo(1);
    assertThat(value(any, "").value()).isZero();
    assertThatThrownBy(() -> AnswerChecks.containsAny("any", List.of()))
        .hasMessageContaining("any: there is no text");
    assertThatThrownBy(() -> AnswerChecks.containsAll("all", List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | The answer is 42.",
        "42 | 6 times 7 is 42",
        "42 | \\boxed{42}",
        "-5 | The balance is -$5",
        "-5 | 気温はマイナス5度",
        "42 | 答えは42①",
        "42 | 42¹",
        "-5 | 気温は－５度です",
        "-5 | −5",
        "-1200 | 営業利益は▲1,200百万円",
        "1234567 | 1,234,567 people",
        "1234.5 | ￥１，２３４．５",
        "0.5 | .5",
        "3 | 1,2,3",
        "14 | 3,14",
        "120000000 | １億2,000万円",
        "30000000 | 3千万円",
        "35000 | 3万5千",
        "35200 | 3万5千200人",
        "12345 | 1万2345",
        "52000 | 5.2万",
        "0.001 | 1e-3",
        "150 | 1.5E2",
        "12.5% | 12.5 %",
        "12.5% | 0.125",
        "0.07 | 7%",
        "12.5% | 12.5",
        "50 | 50パーセントです",
        "50% | 50 percent",
        "2020 | from 2019-2020",
        "10 | 5〜10",
        "7 | 2 - 9 is -7 and its size 7",
        "30 | 水H2Oは30度",
        "0 | -0",
      })
  void theLastNumberIsTheAnswer(String reference, String answer) {
    Value value = value(AnswerChecks.numericMatch(0, 1e-12), reference, answer);
    assertThat(value.value()).as("%s", value.reason()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | forty-two",
        "5 | 5十円",
        "3 | 3割",
        "102 | 10²",
        "42 | 42 or 43",
        "42 | -42",
        "42 | ''",
        "2 | H2",
        "2 | x12",
        "25 | v1.25",
        "50% | 51",
        "0.5% | 0.5%%%1",
        "1000 | 1e99999",
      })
  void anotherNumberIsNot(String reference, String answer) {
    Value value = value(AnswerChecks.numericMatch(0, 0), reference, answer);
    assertThat(value.value()).isZero();
    assertThat(value.reason()).isPresent();
  }

  @Test
  void nearIsNearEnough() {
    assertThat(value(AnswerChecks.numericMatch(0.01, 0), "3.14", "3.15").value())
        .isEqualTo(1);
    assertThat(value(AnswerChecks.numericMatch(0.001, 0), "3.14", "3.15").value())
        .isZero();
    assertThat(value(AnswerChecks.numericMatch(0, 0.05), "200", "191").value()).isEqualTo(1);
    assertThat(value(AnswerChecks.numericMatch(0, 0.05), "200", "189").value()).isZero();
    // The tolerance is a part of the reference, whichever side has the percent sign.
    assertThat(value(AnswerChecks.numericMatch(0, 0.05), "20%", "0.21").value()).isEqualTo(1);
    assertThat(value(AnswerChecks.numericMatch(0, 0.05), "0.2", "22%").value()).isZero();
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> AnswerChecks.numericMatch(wrong, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aReferenceWithoutNumberCannotBeMatched() {
    Evaluator number = AnswerChecks.numericMatch(0, 0);
    assertThat(only(number, NO_REFERENCE, "1"))
        .isEqualTo(new Unscored("numeric-match", "the example has no reference"));
    assertThat(only(number, new Example("1", Map.of(), Optional.of("none")), "1"))
        .isEqualTo(new Unscored("numeric-match", "the reference has no number"));
  }

  @Test
  void ofSeveralReferencesOneIsEnough() {
    Example either = new Example("1", Map.of(), List.of("1", "two", "2"), Map.of());
    assertThat(only(AnswerChecks.numericMatch(0, 0), either, "2")).isInstanceOf(Value.class);
    assertThat(((Value) only(AnswerChecks.numericMatch(0, 0), either, "2")).value())
        .isEqualTo(1);
  }

  @Test
  void aHundredThousandDigitsDoNotHoldUpTheRun() {
    for (String part : List.of("9", "1,234", "1万", "1.", "-", "%", "```", "1e")) {
      String answer = part.repeat(100_000);
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
        only(AnswerChecks.numericMatch(0, 0), new Example("1", Map.of(), Optional.of("1")), answer);
        return only(
            AnswerChecks.codeExact(CommentStyle.HASH),
            new Example("1", Map.of(), Optional.of("1")),
            answer);
      });
    }
  }

  @Test
  void layoutAndCommentsOfCodeDoNotMatter() {
    Evaluator java = AnswerChecks.codeExact(CommentStyle.SLASHES);
    String reference = "int twice(int x) { return 2 * x; } // doubles";
    assertThat(value(java, reference, "/* 二倍 */\nint twice(int x)\n{\n\treturn 2*x;\n}\n")
            .value())
        .isEqualTo(1);
    assertThat(
            value(java, reference, "Here:\n```java\nint twice(int x) { return 2 * x; }\n```\nDone.")
                .value())
        .isEqualTo(1);
    assertThat(value(java, reference, "int twice(int y) { return 2 * y; }").value())
        .isZero();
    assertThat(value(java, reference, "inttwice(int x) { return 2 * x; }").value())
        .isZero();
  }

  @Test
  void whatSeparatesAndWhatIsQuotedDoesMatter() {
    Evaluator java = AnswerChecks.codeExact(CommentStyle.SLASHES);
    assertThat(value(java, "a + +b", "a ++b").value()).isZero();
    assertThat(value(java, "s = \"a  // b\";", "s=\"a  // b\";// c").value()).isEqualTo(1);
    assertThat(value(java, "s = \"a  b\";", "s = \"a b\";").value()).isZero();
    assertThat(value(java, "s = \"\\\"\"; // x", "s = \"\\\"\";").value()).isEqualTo(1);
    assertThat(value(java, "x", "").value()).isZero();
    assertThat(value(java, "", "// nothing").value()).isEqualTo(1);
    assertThat(value(java, "/* open", "").value()).isEqualTo(1);
  }

  @Test
  void indentationMattersInPythonButNotBetweenBrackets() {
    Evaluator python = AnswerChecks.codeExact(CommentStyle.HASH);
    String reference = "def f(x):\n    if x:\n        return [1, 2]\n    return []";
    assertThat(value(
                python,
                reference,
                "def f( x ):  # f\n\n    # leer\n    if x:\n        return [\n  1,\n  2]\n    return []\n")
            .value())
        .isEqualTo(1);
    assertThat(value(
                python, reference, "def f(x):\n    if x:\n        return [1, 2]\n        return []")
            .value())
        .isZero();
    assertThat(value(python, "s = '''a\n#b'''", "s = '''a\n#b''' # c").value()).isEqualTo(1);
    assertThat(value(python, "s = '''a\n#b'''", "s = '''a\n'''").value()).isZero();
  }

  @Test
  void sqlHasItsOwnComments() {
    Evaluator sql = AnswerChecks.codeExact(CommentStyle.SQL);
    assertThat(value(sql, "SELECT a - -1 FROM t -- all", "SELECT a - -1\nFROM t /* x */")
            .value())
        .isEqualTo(1);
    assertThat(value(sql, "SELECT 'it''s -- \\' FROM t", "SELECT 'it''s -- \\'  FROM t")
            .value())
        .isEqualTo(1);
  }
}
