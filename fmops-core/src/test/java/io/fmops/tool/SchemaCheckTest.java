package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {

  private static SchemaCheck check(String schema) {
    return SchemaCheck.of(JsonSchema.of(schema));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"minLength\":2} | \"🎌\" | $: expected at least 2 characters",
        "{\"maxItems\":1} | [1,2] | $: expected at most 1 items",
        "{\"minProperties\":1} | {} | $: expected at least 1 fields",
        "{\"minimum\":1} | 0.9 | $: expected at least 1 but found a number",
        "{\"maximum\":1} | 1.1 | $: expected at most 1 but found a number",
        "{\"exclusiveMinimum\":1} | 1.0 | $: expected more than 1 but found a number",
        "{\"exclusiveMaximum\":1} | 1.0 | $: expected less than 1 but found a number",
        "{\"multipleOf\":0.1} | 0.35 | $: expected a multiple of 0.1 but found a number",
        "{\"items\":{\"allOf\":[{\"minimum\":1},{\"maximum\":5}]}} | [3,7] | $[1]: expected at most 5",
        "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]} | 3 | $: expected what fits one of the schemas of anyOf",
        "{\"oneOf\":[{\"minimum\":1},{\"minimum\":5}]} | 7 | $: expected what fits exactly one of the schemas of oneOf",
        "{\"not\":{\"type\":\"null\"}} | null | $: expected what does not fit the schema of not but found null",
        "{\"properties\":{\"a\":false}} | {\"a\":1} | $.a: expected nothing but found a number",
      })
  void theFirstThingThatDoesNotFitIsTold(String schema, String json, String message) {
    assertThatThrownBy(() -> check(schema).check(json))
        .isInstanceOf(JsonMismatchException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatIsNotCheckedIsNamedWhereverItStands() {
    assertThat(check("{\"type\":\"object\",\"format\":\"x\",\"description\":\"y\"}")
            .unchecked())
        .isEmpty();
    assertThat(check("{\"anyOf\":[{\"pattern\":\"x\"}],\"items\":{\"type\":\"strng\"},"
                + "\"properties\":{\"a\":{\"not\":{\"$ref\":\"b\"}}}}")
            .unchecked())
        .containsExactly("$ref", "pattern", "strng");
  }

  private static JsonMismatchException problem(String json) {
    return catchThrowableOfType(
        JsonMismatchException.class, () -> check("{\"type\":\"object\"}").check(json));
  }

  @Test
  void whereATextStopsBeingJsonIsTold() {
    assertThat(problem("[]").offset()).isEmpty();
    assertThat(problem("").offset()).hasValue(0);
    assertThat(problem("1e999999999999").offset()).hasValue(0);
    assertThat(problem("{\"a\": 1, x").offset().orElseThrow()).isBetween(8, 10);
    assertThat(problem("[".repeat(1_000)).offset()).isPresent();
  }
}
