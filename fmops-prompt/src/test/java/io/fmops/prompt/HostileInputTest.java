package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that want to fill the memory, the stack or the time, or to be more than text. */
class HostileInputTest {

  /** Some ten times what is needed, and far less than counting anew each time would take. */
  private static final Duration TIME = Duration.ofSeconds(5);

  private static void refused(String frontMatter, String... words) {
    assertThatThrownBy(() -> Prompt.parse("---\nname: x\n" + frontMatter + "\n---\nx"))
        .isInstanceOf(PromptSyntaxException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void tenThousandNestedSectionsAreRefused() {
    String template = "{{#a}}".repeat(10_000) + "x" + "{{/a}}".repeat(10_000);
    assertThatThrownBy(() -> Prompt.of("p", template))
        .isInstanceOf(PromptSyntaxException.class)
        .hasMessageContaining("sections are nested deeper than 100 levels");
  }

  @Test
  void aHundredNestedSectionsAreRendered() {
    String template = "{{#a}}".repeat(100) + "x" + "{{/a}}".repeat(100);
    assertThat(
            Prompt.of("p", template).render(Map.of("a", true)).messages().get(0).text())
        .isEqualTo("x");
  }

  @Test
  void tenThousandSectionsAfterEachOtherAreRendered() {
    Prompt prompt = Prompt.of("p", "{{#a}}x{{/a}}\n".repeat(10_000));
    assertThat(prompt.render(Map.of("a", true)).messages().get(0).text())
        .isEqualTo("x\n".repeat(10_000));
  }

  @Test
  void aTextOfBracesIsReadInTime() {
    String open = "{".repeat(200_000);
    assertThatThrownBy(() -> Prompt.of("p", open)).isInstanceOf(PromptSyntaxException.class);
    String tags = "{{! }}".repeat(50_000);
    assertThat(Prompt.of("p", tags).render(Map.of()).messages().get(0).text()).isEmpty();
    String singles = "{ ".repeat(200_000);
    assertThat(Prompt.of("p", singles).render(Map.of()).messages().get(0).text())
        .isEqualTo(singles);
  }

  private static String messages(int count, String between) {
    return "---\nname: x\n---\n" + ("{{role \"user\"}}x" + between).repeat(count);
  }

  @Test
  void tenThousandMessagesAreRead() {
    // Far apart, in many lines and in one: lines and columns have to be counted once.
    for (String between : List.of("\n".repeat(350), "𠮷".repeat(150))) {
      Prompt prompt =
          assertTimeoutPreemptively(TIME, () -> Prompt.parse(messages(10_000, between)));
      assertThat(prompt.messages()).hasSize(10_000);
    }
  }

  @Test
  void moreMessagesAreRefused() {
    for (String between : List.of("\n", " ")) {
      assertTimeoutPreemptively(
          TIME,
          () -> assertThatThrownBy(() -> Prompt.parse(messages(50_000, between)))
              .isInstanceOf(PromptSyntaxException.class)
              .hasMessageContaining("a prompt has 10,000 messages at the most"));
    }
    Prompt.Builder builder = Prompt.builder("x");
    for (int i = 0; i < 10_001; i++) {
      builder.user("x");
    }
    assertThatThrownBy(builder::build)
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("10,001 messages; 10,000 are the most");
  }

  @Test
  void anErrorInALaterMessageTellsItsPlace() {
    assertThatThrownBy(() -> Prompt.parse(
            "---\nname: x\n---\n{{role \"user\"}}\na\n\n{{role \"user\"}}𠮷 {{#b}} {{> c}}\n"))
        .isInstanceOf(PromptSyntaxException.class)
        .hasMessageContaining("line 7, column 25");
  }

  @Test
  void aYamlBombIsRefused() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'j'; c++) {
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ", ").repeat(9)).append("]\n");
    }
    refused("metadata:\n  " + bomb.toString().replace("\n", "\n  "), "anchor");
    refused("tags: *a", "alias");
    refused("description: &a x", "anchor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "description: !!java.net.URL [\"http://localhost/\"]",
        "description: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
        "tags: !!set {a}",
        "tags: !x [a]",
        "description: !!str x",
        "description: !<tag:yaml.org,2002:int> 1",
        "metadata: !!map {a: b}"
      })
  void tagsAreRefused(String frontMatter) {
    refused(frontMatter, "there is a YAML tag");
  }

  @Test
  void deepYamlIsRefused() {
    refused("metadata: " + "[".repeat(100_000), "deeper than 100 levels");
    refused("metadata: " + "{a: ".repeat(100_000), "deeper than 100 levels");
    refused("metadata:\n" + nested(200), "deeper than 100 levels");
    refused("? ? ? ? a", "a key is a list or a mapping");
    refused("[a]: b", "a key is a list or a mapping");
  }

  private static String nested(int depth) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 1; i <= depth; i++) {
      yaml.append(" ".repeat(i)).append("a:\n");
    }
    return yaml.toString();
  }

  @Test
  void severalDocumentsDirectivesAndControlCharactersAreRefused() {
    refused("...\nname: y", "not YAML");
    refused("...\n--- {name: y}", "second YAML document");
    refused("%YAML 1.2", "not YAML");
    refused("description: \u0007", "U+0007", "double quotation marks");
    refused("description: \uD800", "U+D800");
    assertThatThrownBy(() -> Prompt.parse("---\nname: x\ndescription: \"\\uD800\"\n---\nx"))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("half a character");
  }

  @Test
  void yamlThatMergesIsAnUnknownKey() {
    refused("<<: {tags: [a]}", "no key \"<<\"");
  }

  @Test
  void enormousNumbersAreRefused() {
    refused("parameters: {maxTokens: " + "9".repeat(100_000) + "}", "number");
    refused("inputs: {a: {type: integer, default: " + "9".repeat(100_000) + "}}", "digits");
    refused("inputs: {a: {type: number, default: 1e99999999999}}", "number");
    refused("output: {schema: {maximum: " + "9".repeat(1_001) + "}}", "schema");
  }

  @Test
  void aNumberWithAnEnormousExponentIsWrittenAsShortAsItIs() {
    Prompt prompt =
        Prompt.parse("---\nname: x\ninputs: {a: {type: number, default: 1e999999999}}\n---\n{{a}}");
    assertThat(prompt.render(Map.of()).messages().get(0).text()).isEqualTo("1E+999999999");
    assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
  }

  @Test
  void aFileThatIsTooLongIsRefused() {
    String file = "---\nname: x\n---\n" + "x".repeat(1 << 22);
    assertThatThrownBy(() -> Prompt.parse(file))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("4,194,304 characters");
  }

  @Test
  void aLongFrontMatterIsRead() {
    Prompt.Builder builder = Prompt.builder("x").user("x");
    for (int i = 0; i < 3_000; i++) {
      builder.metadata("key" + i, "値\n\"" + i);
    }
    Prompt prompt = builder.build();
    assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
  }

  @Test
  void valuesAreNeverTemplates() {
    String text = "{{b}} {{#b}} {{/b}} {{=<% %>=}} {{> x}} {{{b}}} {{!";
    Prompt prompt = Prompt.of("p", "{{a}}{{#l}}{{.}}{{/l}}{{b}}");
    assertThat(prompt
            .render(Map.of("a", text, "l", List.of(text), "b", 1))
            .messages()
            .get(0)
            .text())
        .isEqualTo(text + text + "1");
  }

  @Test
  void namesOfJavaReachNothing() {
    for (String name : List.of("class", "getClass", "hashCode", "toString", "length", "size")) {
      Prompt prompt = Prompt.of("p", "{{#a}}{{" + name + "}}{{/a}}{{a." + name + "}}");
      for (Object value : List.of("text", Map.of("k", 1), List.of("x"), 1)) {
        assertThatThrownBy(() -> prompt.render(Map.of("a", value)))
            .isInstanceOf(PromptException.class)
            .hasMessageContaining(name);
      }
    }
  }

  @Test
  void aMapThatHoldsItselfIsNoEndlessWay() {
    Map<String, Object> self = new HashMap<>();
    self.put("self", self);
    self.put("x", "end");
    Prompt prompt = Prompt.of("p", "{{#a}}{{#self}}{{self.self.self.x}}{{/self}}{{/a}}");
    assertThat(prompt.render(Map.of("a", self)).messages().get(0).text()).isEqualTo("end");
  }

  @Test
  void errorsShowNeitherTextNorValues() {
    Prompt prompt = Prompt.of("p", "secret text {{a}} {{b}}");
    assertThatThrownBy(() -> prompt.render(Map.of("a", "secret value")))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Prompt.of("p", "secret text {{a")).hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Prompt.of("p", "{{" + "long name ".repeat(100) + "}}"))
        .hasMessageContaining("long name");
    assertThatThrownBy(() -> prompt.render(Map.of("x".repeat(10_000), 1)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    assertThatThrownBy(() -> prompt.render(Map.of("a\nFake log line", 1)))
        .hasMessageContaining("a\\u000AFake");
  }
}
