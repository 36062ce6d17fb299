package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Prompts as values: what they are made of, what is refused. */
class PromptTest {

  private static void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call).isInstanceOf(PromptException.class).hasMessageContainingAll(words);
  }

  @Test
  void messagesOfAllRolesBecomeARequest() {
    OutputFormat format = new OutputFormat("answer", JsonSchema.of("{\"type\": \"object\"}"));
    InferenceParameters parameters =
        new InferenceParameters(Optional.of(9), Optional.of(0.5), Optional.empty(), List.of("#"));
    GenerateRequest request = Prompt.builder("p")
        .system("Be {{tone}}.")
        .user("1+1")
        .assistant("2")
        .user("{{question}}")
        .parameters(parameters)
        .output(format)
        .model(ModelId.parse("bedrock:m"))
        .build()
        .render(Map.of("tone", "brief", "question", "2+2"));
    assertThat(request)
        .isEqualTo(GenerateRequest.builder()
            .system("Be brief.")
            .messages(List.of(Message.user("1+1"), Message.assistant("2"), Message.user("2+2")))
            .parameters(parameters)
            .outputFormat(format)
            .build());
  }

  @Test
  void declaredInputsAreChecked() {
    Prompt prompt = Prompt.builder("p")
        .user("{{q}} {{n}} {{i}} {{b}}{{#l}}{{x}}{{/l}}{{o.f}}")
        .input("q", Input.string())
        .input("n", Input.number())
        .input("i", Input.integer())
        .input("b", Input.bool())
        .input("l", Input.list())
        .input("o", Input.object())
        .build();
    Map<String, Object> right =
        Map.of("q", "x", "n", 1.5, "i", 2, "b", true, "l", List.of(), "o", Map.of("f", 1));
    assertThat(prompt.render(right).messages().get(0).text()).isEqualTo("x 1.5 2 true1");
    Map.of("q", 1, "n", "1", "i", 1.0, "b", "true", "l", Map.of(), "o", List.of())
        .forEach((name, wrong) -> {
          Map<String, Object> values = new HashMap<>(right);
          values.put(name, wrong);
          refused(() -> prompt.render(values), "value of \"" + name + "\" is a", "of the type");
          values.remove(name);
          refused(() -> prompt.render(values), "variable \"" + name + "\" is missing");
          values.put(name, Optional.empty());
          refused(() -> prompt.render(values), "variable \"" + name + "\" is missing");
        });
  }

  @Test
  void defaultsAndOptionalInputsNeedNoValue() {
    Prompt prompt = Prompt.builder("p")
        .user("{{tone}}{{#note}}, {{note}}{{/note}}{{#l}}{{.}}{{/l}}")
        .input("tone", Input.string().withDefault("丁寧"))
        .input("note", Input.string().optional().describedAs("more to say"))
        .input("l", Input.list().withDefault(List.of(1, "a")))
        .build();
    assertThat(prompt.render(Map.of()).messages().get(0).text()).isEqualTo("丁寧1a");
    assertThat(prompt
            .render(Map.of("note", "n", "tone", "t", "l", List.of()))
            .messages()
            .get(0)
            .text())
        .isEqualTo("t, n");
  }

  @Test
  void anOptionalInputPrintedOutsideOfItsSectionIsAnErrorWhenItIsAbsent() {
    Prompt prompt =
        Prompt.builder("p").user("{{a}}").input("a", Input.string().optional()).build();
    refused(() -> prompt.render(Map.of()), "a has no value", "{{#a}}");
  }

  @Test
  void inputsAndVariablesAreTheSame() {
    refused(
        () -> Prompt.builder("p")
            .user("{{question}}")
            .input("qestion", Input.string())
            .build(),
        "no input \"question\"",
        "did you mean \"qestion\"?");
    refused(
        () -> Prompt.builder("p").user("x").input("a", Input.string()).build(),
        "input \"a\" stands in no message");
    refused(
        () -> Prompt.builder("p")
            .user("{{#a}}{{b}}{{/a}}")
            .input("a", Input.bool())
            .build(),
        "no input \"b\"");
    refused(
        () -> Prompt.builder("p").user("{{a.b}}").input("a", Input.string()).build(),
        "\"a\" is of the type string, which has no fields");
    refused(
        () -> Prompt.builder("p").user("{{a}}").input("a", Input.list()).build(),
        "\"a\" is of the type list and needs a section");
    refused(() -> Prompt.builder("p").user("x").input("a b", Input.string()).build(), "a b");
    // What is in a list may have fields.
    Prompt.builder("p").user("{{#a}}{{b}}{{/a}}").input("a", Input.list()).build();
  }

  @Test
  void aDefaultHasTheTypeAndIsNotRequired() {
    refused(() -> Input.integer().withDefault("1"), "type integer is a text");
    refused(() -> Input.string().withDefault(new Object()), "java.lang.Object");
    refused(() -> Input.list().withDefault(List.of(Optional.empty())), "empty Optional");
    refused(() -> Input.object().withDefault(Map.of(1, 2)), "key that is an integer");
    refused(
        () -> new Input(Input.Type.STRING, true, Optional.of("x"), Optional.empty()),
        "not required");
    List<Object> deep = List.of();
    for (int i = 0; i < 30; i++) {
      deep = List.of(deep);
    }
    List<Object> tooDeep = deep;
    refused(() -> Input.list().withDefault(tooDeep), "deeper than 20");
  }

  @Test
  void aPromptAsksSomethingAndHasOneSystemMessageInFront() {
    refused(() -> Prompt.builder("p").build(), "no message of the user");
    refused(() -> Prompt.builder("p").system("x").build(), "no message of the user");
    refused(() -> Prompt.builder("p").user("x").system("y").build(), "message 2", "system");
    refused(() -> Prompt.builder("p").system("x").system("y").user("z").build(), "message 2");
  }

  @Test
  void whatNoFileHoldsIsRefused() {
    refused(() -> Prompt.of("p", "a\uD83Db"), "message 1 has half a character (U+D83D)");
    refused(() -> Prompt.of("p", "a\0"), "U+0000");
    refused(() -> Prompt.builder("p").user("x").description("\uDC00").build(), "U+DC00");
    refused(() -> Prompt.builder("p").user("x").metadata("k".repeat(1001), "v").build(), "longer");
    refused(() -> Prompt.builder("p").user("x").tags(" ").build(), "tag");
    refused(() -> Prompt.builder("p").user("x").tags("a\nb").build(), "tag");
    refused(() -> Prompt.of("p", "x".repeat(1 << 22)), "are the most");
    refused(
        () -> Prompt.builder("p")
            .user("x")
            .output(new OutputFormat("a", JsonSchema.of("{\"maximum\": 1e999}")))
            .build(),
        "too large");
    String deep = "{\"a\": ".repeat(80) + "{}" + "}".repeat(80);
    refused(
        () -> Prompt.builder("p")
            .user("x")
            .output(new OutputFormat("a", JsonSchema.of(deep)))
            .build(),
        "prompt p: values are nested deeper than 64 levels");
  }

  @Test
  void aPromptDoesNotChangeWithWhatItWasMadeOf() {
    List<Object> list = new ArrayList<>(List.of("x"));
    Prompt.Builder builder =
        Prompt.builder("p").user("{{#a}}{{.}}{{/a}}").input("a", Input.list().withDefault(list));
    Prompt prompt = builder.build();
    list.add("y");
    builder.user("more").tags("t").metadata("k", "v");
    assertThat(prompt.render(Map.of()).messages()).containsExactly(Message.user("x"));
    assertThat(prompt.messages()).hasSize(1);
    assertThat(prompt.tags()).isEmpty();
    assertThatThrownBy(() -> prompt.inputs().clear()).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> prompt.tags().add("x")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> prompt.metadata().put("x", "y")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> prompt.messages().clear()).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> prompt.variables().clear()).isInstanceOf(RuntimeException.class);
  }

  @Test
  void theOrderOfTagsAndLabelsIsNoDifference() {
    Prompt one = Prompt.builder("p")
        .user("x")
        .tags("b", "a")
        .metadata("m", "1")
        .metadata("k", "2")
        .build();
    Prompt other = Prompt.builder("p")
        .user("x")
        .tags("a", "b", "a")
        .metadata("k", "2")
        .metadata("m", "1")
        .build();
    assertThat(one).isEqualTo(other).hasToString(other.toString());
  }

  @Test
  void theTextStaysOutOfToString() {
    Prompt prompt = Prompt.of("p", "a secret plan");
    assertThat(prompt.toString()).contains(prompt.hash().substring(0, 12)).doesNotContain("secret");
    assertThat(prompt.messages().toString()).doesNotContain("secret");
  }

  @Test
  void rightNamesAreLetThrough() {
    for (String name : List.of(
        "a", "support/refund", "返金/案内-2", "v1.2_x", "ключ", "हिन्दी", "7", "ｱ", "a".repeat(200))) {
      assertThat(PromptName.check(name)).isEqualTo(name);
    }
    assertThat(PromptName.checkLabel("production")).isEqualTo("production");
  }

  @Test
  void wrongNamesAreRefused() {
    for (String name : List.of(
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "..",
        "../x",
        "a/../b",
        ".hidden",
        "-x",
        "_x",
        "a.",
        "a b",
        "a\\b",
        "C:",
        "a:b",
        "a*",
        "a\0",
        "a\nb",
        "CON",
        "con.txt",
        "a/NUL",
        "lpt1",
        "COM9.md",
        "😀",
        "a\u200Bb",
        "a\u202E",
        "か\u3099",
        "a\uD83D",
        "a".repeat(201),
        "あ".repeat(81),
        "a%2F",
        "~",
        "~root",
        "$x",
        "ａ／ｂ")) {
      refused(() -> PromptName.check(name), "the prompt name");
    }
    refused(() -> PromptName.checkLabel("a/b"), "the label", "U+002F");
    refused(() -> PromptName.check("a".repeat(100_000)), "100,000 characters");
  }

  private static Prompt withDefaults(Map<String, Object> object, java.util.Set<Object> list) {
    return Prompt.builder("p")
        .user("{{#a}}{{x}}{{/a}}{{#b}}{{.}}{{/b}}")
        .input("a", Input.object().withDefault(object))
        .input("b", Input.list().withDefault(list))
        .build();
  }

  @Test
  void equalDefaultsHaveTheSameHashWhateverTheirOrder() {
    Map<String, Object> inner = new java.util.LinkedHashMap<>();
    inner.put("z", 1);
    inner.put("あ", 2);
    inner.put("b", 3);
    Map<String, Object> outer = new java.util.LinkedHashMap<>();
    outer.put("y", List.of(inner));
    outer.put("x", "text");
    Map<String, Object> innerAgain = new java.util.LinkedHashMap<>();
    innerAgain.put("b", 3);
    innerAgain.put("z", 1);
    innerAgain.put("あ", 2);
    Map<String, Object> outerAgain = new java.util.LinkedHashMap<>();
    outerAgain.put("x", "text");
    outerAgain.put("y", List.of(innerAgain));
    Prompt prompt = withDefaults(
        outer, new java.util.LinkedHashSet<>(List.of("1", 1, Map.of("k", 1), Map.of("k", "1"))));
    Prompt again = withDefaults(
        outerAgain,
        new java.util.LinkedHashSet<>(List.of(Map.of("k", "1"), 1, Map.of("k", 1), "1")));
    assertThat(again.print()).isEqualTo(prompt.print());
    assertThat(again.hash()).isEqualTo(prompt.hash());
    assertThat(Prompt.parse(prompt.print()).hash()).isEqualTo(prompt.hash());
  }

  @Test
  void aListKeepsItsOrder() {
    assertThat(Input.list().withDefault(List.of("b", "a")).defaultValue())
        .contains(List.of("b", "a"));
  }
}
