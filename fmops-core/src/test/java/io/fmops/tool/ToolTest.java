package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.JsonSchema;
import io.fmops.model.MediaSource;
import io.fmops.model.ToolDefinition;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolTest {

  record None() {}

  record Row(String name, Optional<BigDecimal> price) {}

  private static final ToolDefinition BY_HAND =
      new ToolDefinition("by_hand", "", JsonSchema.of("""
          {"type":"object","required":["a"],"additionalProperties":false,"properties":{
            "a":{"type":["integer","null"]},
            "b":{"enum":["x",1]},
            "c":{"type":"array","items":{"type":"string","minLength":3}},
            "d":{"type":"object","additionalProperties":{"type":"boolean"}},
            "e":{"const":"only"}}}
          """));

  private static String result(Object value) throws Exception {
    return ContentBlock.visibleText(Tool.of("t", "", None.class, args -> value).call("{}"));
  }

  @Test
  void resultsBecomeTextOrJson() throws Exception {
    assertThat(result("plain")).isEqualTo("plain");
    assertThat(result(new Row("名", Optional.empty()))).isEqualTo("{\"name\":\"名\"}");
    assertThat(result(List.of(new Row("a", Optional.of(new BigDecimal("1.50"))), 3)))
        .isEqualTo("[{\"name\":\"a\",\"price\":1.50},3]");
    assertThat(result(Map.of("k", Optional.of(true)))).isEqualTo("{\"k\":true}");
    assertThat(result(List.of())).isEqualTo("[]");
    ContentBlock image = new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1}));
    assertThat(Tool.of("t", "", None.class, args -> List.of(image, ContentBlock.text("x")))
            .call("{}"))
        .containsExactly(image, ContentBlock.text("x"));
  }

  @Test
  void resultsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> result(new Object())).hasMessageContaining("no JSON schema");
    assertThatThrownBy(() -> result("x".repeat(Tool.MAX_RESULT + 1)))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("ask for less");
  }

  @Test
  void argumentsOfAToolByHandAreJavaValues() throws Exception {
    AtomicReference<Map<String, Object>> got = new AtomicReference<>();
    ToolDefinition any = new ToolDefinition("any", "", JsonSchema.of("{\"type\":\"object\"}"));
    Tool.of(any, arguments -> {
          got.set(arguments);
          return "ok";
        })
        .call("{\"n\":1,\"d\":1.50,\"s\":\"あ\",\"l\":[true,null],\"m\":{\"x\":null},\"z\":null}");
    assertThat(got.get())
        .isEqualTo(Map.of(
            "n",
            1L,
            "d",
            new BigDecimal("1.50"),
            "s",
            "あ",
            "l",
            Arrays.asList(true, null),
            "m",
            Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | $.a: is missing",
        "{\"a\":\"x\"} | $.a: expected the type integer or null but found a string",
        "{\"a\":1.5} | $.a: expected the type integer or null but found a number",
        "{\"a\":1,\"b\":\"y\"} | $.b: expected one of [\"x\",1]",
        "{\"a\":1,\"c\":[\"xyz\",2]} | $.c[1]: expected the type string",
        "{\"a\":1,\"c\":[\"xyz\",\"🎌🎌\"]} | $.c[1]: expected at least 3 characters",
        "{\"a\":1,\"d\":{\"k\":1}} | $.d[*]: expected the type boolean",
        "{\"a\":1,\"e\":\"other\"} | $.e: expected \"only\"",
        "{\"a\":1,\"f\":1} | $[*]: there is no such field; the fields are a, b, c, d, e",
        "[1] | $: expected an object but found an array",
      })
  void aSchemaByHandIsChecked(String json, String message) {
    assertThatThrownBy(() -> Tool.of(BY_HAND, arguments -> "ok").call(json))
        .isInstanceOf(JsonMismatchException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatTheSchemaAllowsIsTaken() throws Exception {
    assertThat(Tool.of(BY_HAND, arguments -> "ok")
            .call("{\"a\":null,\"b\":1.0,\"c\":[\"xyz\"],\"d\":{\"k\":true},\"e\":\"only\"}"))
        .hasSize(1);
  }
}
