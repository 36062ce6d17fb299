package io.fmops.guardrails.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Found;
import io.fmops.model.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDetectorTest {

  private final SchemaDetector json = new SchemaDetector("json");

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[1, 2.5e3, \"漢字\", null, true]", "\"x\"", "0", " {\"a\": {\"b\": []}} \n"})
  void jsonIsJson(String text) {
    assertThat(json.detect(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,}",
        "{'a':1}",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "Sure! {}",
        "NaN",
        "01",
        "\uD800"
      })
  void everythingElseIsNot(String text) {
    assertThat(json.detect(text)).extracting(Finding::category).containsExactly("not-json");
  }

  @Test
  void theFindingBeginsWhereItStopsBeingJson() {
    assertThat(Found.in(json, "{\"a\": 1} and more"))
        .singleElement()
        .asString()
        .endsWith("and more");
  }

  @Test
  void nestingAndNumbersWithoutEndAreNot() {
    assertThat(json.detect("[".repeat(1_000_000))).hasSize(1);
    assertThat(json.detect("{\"a\":".repeat(100_000))).hasSize(1);
    assertThat(json.detect("1".repeat(1_000_000))).hasSize(1);
    assertThat(json.detect("1e999999999999")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"string\"}|\"a\"|1",
        "{\"type\":[\"string\",\"null\"]}|null|1",
        "{\"type\":\"integer\"}|1.0|1.5",
        "{\"type\":\"number\"}|1.5|\"1.5\"",
        "{\"type\":\"boolean\"}|true|0",
        "{\"enum\":[1,\"a\"]}|1.0|2",
        "{\"const\":{\"a\":1}}|{\"a\":1}|{\"a\":2}",
        "{\"required\":[\"a\"]}|{\"a\":null}|{\"b\":1}",
        "{\"properties\":{\"a\":{\"type\":\"string\"}}}|{\"b\":1}|{\"a\":1}",
        "{\"properties\":{\"a\":{}},\"additionalProperties\":false}|{\"a\":1}|{\"b\":1}",
        "{\"additionalProperties\":{\"type\":\"integer\"}}|{\"a\":1}|{\"a\":\"1\"}",
        "{\"items\":{\"type\":\"integer\"}}|[1,2]|[1,\"2\"]",
        "{\"minItems\":1,\"maxItems\":2}|[1]|[1,2,3]",
        "{\"minLength\":2}|\"ab\"|\"🎌\"",
        "{\"maxLength\":1}|\"🎌\"|\"ab\"",
        "{\"minimum\":1}|1|0.9",
        "{\"exclusiveMinimum\":1}|1.1|1",
        "{\"maximum\":1}|1|1.1",
        "{\"exclusiveMaximum\":1}|0.9|1",
        "{\"multipleOf\":0.1}|0.3|0.35",
        "{\"minProperties\":1}|{\"a\":1}|{}",
        "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}|7|3",
        "{\"allOf\":[{\"minimum\":1},{\"maximum\":5}]}|3|7",
        "{\"oneOf\":[{\"minimum\":1},{\"minimum\":5}]}|3|7",
        "{\"not\":{\"type\":\"null\"}}|1|null",
        "{\"properties\":{\"a\":false}}|{}|{\"a\":1}"
      })
  void aSchemaTellsWhatFits(String schema, String right, String wrong) {
    SchemaDetector detector = new SchemaDetector("s", JsonSchema.of(schema));
    assertThat(detector.detect(right)).isEmpty();
    assertThat(detector.detect(wrong)).extracting(Finding::category).containsExactly("schema");
  }

  @Test
  void aKeywordThatIsNotCheckedIsRefused() {
    assertThatThrownBy(() -> new SchemaDetector(
            "s", JsonSchema.of("{\"properties\":{\"a\":{\"pattern\":\"x\",\"format\":\"date\"}}}")))
        .hasMessageContaining("[pattern]");
  }

  @Test
  void hugeNumbersDoNotTakeLong() {
    SchemaDetector detector = new SchemaDetector(
        "s", JsonSchema.of("{\"type\":\"integer\",\"multipleOf\":3,\"minimum\":0}"));
    assertThat(detector.detect("1e99999999")).hasSize(1);
    assertThat(detector.detect("1e-99999999")).hasSize(1);
  }
}
