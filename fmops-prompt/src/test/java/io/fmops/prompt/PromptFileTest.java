package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompt files: how they are read and written. */
class PromptFileTest {

  @TempDir
  private Path folder;

  private static final String FULL = """
      ---
      name: support/返金
      description: |-
        Answers a customer's question, politely.

        お客様に丁寧に答える。
      tags:
        - support
        - 日本語
      model: bedrock:amazon.nova-lite-v1:0
      parameters:
        maxTokens: 500
        temperature: 0.2
        topP: 0.9
        stop:
          - "###"
      inputs:
        質問: string
        passages:
          type: list
          description: what was found
        tone:
          type: string
          default: 丁寧
        note:
          type: string
          required: false
      output:
        name: answer
        schema:
          type: object
          properties:
            text:
              type: string
            sure:
              type: number
              minimum: 0.0
          required:
            - text
      metadata:
        owner: team-a
        version: "1.0"
      ---

      {{role "system"}}
      {{tone}}に答えてください。{{#note}} {{note}}{{/note}}
      {{#passages}}
      [{{-index}}] {{title}}: {{text}}
      {{/passages}}

      {{role "user"}}
      2 + 2 = ?

      {{role "assistant"}}
      4

      {{role "user"}}
      {{質問}}
      """;

  private static void refused(String text, int line, String... words) {
    assertThatThrownBy(() -> Prompt.parse(text, "x.md"))
        .isInstanceOfSatisfying(
            PromptSyntaxException.class,
            e -> assertThat(e.line()).as(e.getMessage()).isEqualTo(line))
        .hasMessageStartingWith("x.md, line ")
        .hasMessageContainingAll(words);
  }

  private static String texts(String body) {
    return Prompt.parse("---\nname: x\n---\n" + body).messages().stream()
        .map(m -> m.role() + "[" + m.template() + "]")
        .reduce("", String::concat);
  }

  @Test
  void aFileHoldsEverything() {
    Prompt prompt = Prompt.parse(FULL);
    assertThat(prompt.print()).isEqualTo(FULL);
    assertThat(prompt.name()).isEqualTo("support/返金");
    assertThat(prompt.description())
        .contains("Answers a customer's question, politely.\n\nお客様に丁寧に答える。");
    assertThat(prompt.tags()).containsExactly("support", "日本語");
    assertThat(prompt.model()).contains(ModelId.parse("bedrock:amazon.nova-lite-v1:0"));
    assertThat(prompt.parameters())
        .isEqualTo(new InferenceParameters(
            Optional.of(500), Optional.of(0.2), Optional.of(0.9), List.of("###")));
    assertThat(prompt.inputs().keySet()).containsExactly("質問", "passages", "tone", "note");
    assertThat(prompt.inputs().get("passages"))
        .isEqualTo(Input.list().describedAs("what was found"));
    assertThat(prompt.inputs().get("note")).isEqualTo(Input.string().optional());
    assertThat(prompt.output().orElseThrow().schema().toJson())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"sure\":{\"type\":\"number\",\"minimum\":0.0}},\"required\":[\"text\"]}");
    assertThat(prompt.metadata())
        .containsExactly(Map.entry("owner", "team-a"), Map.entry("version", "1.0"));
    GenerateRequest request = prompt.render(Map.of(
        "質問",
        "返金は?",
        "passages",
        List.of(Map.of("title", "A", "text", "一"), Map.of("title", "B", "text", "{{質問}} & <b>"))));
    assertThat(request.system()).contains("丁寧に答えてください。\n[1] A: 一\n[2] B: {{質問}} & <b>\n");
    assertThat(request.messages())
        .containsExactly(Message.user("2 + 2 = ?"), Message.assistant("4"), Message.user("返金は?"));
  }

  /** What is hashed must stay the same for ever, in all versions of this library and of Java. */
  @Test
  void theHashOfAPromptNeverChanges() {
    assertThat(Prompt.of("hello", "Hello, {{name}}!").print())
        .isEqualTo("---\nname: hello\n---\n\nHello, {{name}}!\n");
    assertThat(Prompt.of("hello", "Hello, {{name}}!").hash())
        .isEqualTo("96ed3a57544200fd3dd26ae9119494ccb1816b0d470ae4bb7b7e2cb20b9827e1");
    assertThat(Prompt.parse(FULL).hash())
        .isEqualTo("b70737021badccf84b64144e6919448a9899880a9af2859db5fa42eb68554318");
  }

  @Test
  void layoutCommentsAndQuotationMarksAreNoContent() {
    String other = """
        ---
        # who owns it
        'name':   "hello"   # the name
        tags: [ a, "b" ]
        inputs: { name: { type: string } }
        ---
        Hello, {{name}}!
        """;
    Prompt prompt = Prompt.builder("hello")
        .tags("a", "b")
        .input("name", Input.string())
        .user("Hello, {{name}}!")
        .build();
    assertThat(Prompt.parse(other)).isEqualTo(prompt);
  }

  @Test
  void aWindowsFileIsTheSamePrompt() {
    assertThat(Prompt.parse("\uFEFF" + FULL.replace("\n", "\r\n"))).isEqualTo(Prompt.parse(FULL));
  }

  @Test
  void crLfInAMessageOfAFileWithLfIsKept() {
    assertThat(texts("a\r\nb\r\n")).isEqualTo("USER[a\r\nb\r]");
    Prompt prompt = Prompt.of("x", "a\r\nb\r\n");
    assertThat(Prompt.parse(prompt.print()).messages()).isEqualTo(prompt.messages());
  }

  @Test
  void aBodyWithoutMarkersIsTheUsers() {
    assertThat(texts("Hello")).isEqualTo("USER[Hello]");
    assertThat(texts("Hello\n")).isEqualTo("USER[Hello]");
    assertThat(texts("\nHello\n")).isEqualTo("USER[Hello]");
    assertThat(texts("\n\nHello  \n\n")).isEqualTo("USER[\nHello  \n]");
    assertThat(texts("\n\n")).isEqualTo("USER[]");
  }

  @Test
  void markersPartTheMessages() {
    assertThat(texts("{{role \"system\"}}\na\n\n{{role \"user\"}}\nb\n{{ role 'model' }}  \nc"))
        .isEqualTo("SYSTEM[a]USER[b]ASSISTANT[c]");
    assertThat(texts("{{role \"user\"}}a{{role \"assistant\"}}b\n"))
        .isEqualTo("USER[a]ASSISTANT[b]");
    assertThat(texts("first\n{{role \"assistant\"}}\nb\n")).isEqualTo("USER[first]ASSISTANT[b]");
    assertThat(texts("\n{{role \"user\"}}\n\n{{role \"assistant\"}}\n\n\n\n{{role \"user\"}}\n"))
        .isEqualTo("USER[]ASSISTANT[\n]USER[]");
  }

  @Test
  void whatLooksLikeAMarkerInACommentIsNone() {
    assertThat(texts("a {{! {{role \"system\"}} b")).isEqualTo("USER[a {{! {{role \"system\"}} b]");
  }

  @Test
  void threeHyphensInTheBodyAreText() {
    assertThat(texts("a\n---\nname: y\n---\nb\n")).isEqualTo("USER[a\n---\nname: y\n---\nb]");
  }

  @Test
  void shortFormsOfInputsAreRead() {
    Prompt prompt = Prompt.parse(
        "---\nname: x\ninputs:\n  a: integer\n  b: {type: number, default: 1.50}\n  c: {type: object, default: {k: [1, true, x]}}\n---\n{{a}}{{b}}{{#c.k}}{{.}}{{/c.k}}\n");
    assertThat(prompt.inputs().get("a")).isEqualTo(Input.integer());
    assertThat(prompt.inputs().get("b").defaultValue()).contains(new BigDecimal("1.50"));
    assertThat(prompt.inputs().get("c").defaultValue())
        .contains(Map.of("k", List.of(1L, true, "x")));
    assertThat(prompt.render(Map.of("a", 1)).messages().get(0).text()).isEqualTo("11.501truex");
  }

  @Test
  void whatTheFrontMatterCannotHaveIsRefusedWithItsLine() {
    refused("name: x\n", 1, "begins with a line ---");
    refused("", 1, "begins with a line ---");
    refused("---\nname: x\n", 1, "no line --- that ends it");
    refused("---\n---\nx", 2, "has to be a mapping");
    refused("---\n- a\n---\nx", 2, "has to be a mapping");
    refused("---\ntags: []\n---\nx", 2, "\"name\" is missing");
    refused("---\nname: ../x\n---\nx", 2, "prompt name");
    refused(
        "---\nname: 1\n---\nx",
        2,
        "\"name\" is an integer; it has to be a text, in quotation marks");
    refused(
        "---\nname: x\ndescripton: y\n---\nx", 3, "no key \"descripton\"", "mean \"description\"");
    refused("---\nname: x\nname: y\n---\nx", 3, "\"name\" stands in line 2 already");
    refused("---\nname: x\ntags: a\n---\nx", 3, "list of texts");
    refused("---\nname: x\ntags: [1]\n---\nx", 3, "a text");
    refused("---\nname: x\nmodel: nova\n---\nx", 3, "provider:model-id");
    refused("---\nname: x\nparameters:\n  maxtokens: 1\n---\nx", 4, "mean \"maxTokens\"");
    refused("---\nname: x\nparameters:\n  maxTokens: 0\n---\nx", 4, "at least 1");
    refused("---\nname: x\nparameters:\n  maxTokens: 1.5\n---\nx", 4, "whole number");
    refused("---\nname: x\nparameters:\n  temperature: hot\n---\nx", 4, "a number");
    refused("---\nname: x\nparameters:\n  temperature: .inf\n---\nx", 4, "a number");
    refused("---\nname: x\nparameters:\n  temperature: 0x1F\n---\nx", 4, "a number");
    refused("---\nname: x\ninputs:\n  a: text\n---\n{{a}}", 4, "unknown type \"text\"");
    refused("---\nname: x\ninputs:\n  a: {typ: string}\n---\n{{a}}", 4, "mean \"type\"");
    refused("---\nname: x\ninputs:\n  a: {default: 1}\n---\n{{a}}", 4, "no \"type\"");
    refused(
        "---\nname: x\ninputs:\n  a: {type: string, default: 1}\n---\n{{a}}", 4, "is an integer");
    refused("---\nname: x\ninputs:\n  a: {type: string, default: }\n---\n{{a}}", 4, "empty");
    refused(
        "---\nname: x\ninputs:\n  a: {type: string, default: a, required: true}\n---\n{{a}}",
        4,
        "not required");
    refused(
        "---\nname: x\ninputs:\n  a: {type: string, required: no}\n---\n{{a}}", 4, "true or false");
    refused("---\nname: x\noutput: {name: a}\n---\nx", 3, "no \"schema\"");
    refused("---\nname: x\noutput: {name: a b, schema: {}}\n---\nx", 3, "name of an output format");
    refused("---\nname: x\noutput: {schema: []}\n---\nx", 3, "JSON object");
    refused("---\nname: x\nmetadata: {a: [1]}\n---\nx", 3, "\"a\" is a list");
    refused("---\nname: [x\n---\nx", 3, "not YAML");
    refused("---\nname: x\n\tb: c\n---\nx", 3, "not YAML");
  }

  @Test
  void whatTheBodyCannotHaveIsRefusedWithItsLine() {
    refused("---\nname: x\n---\n", 4, "no message");
    refused("---\nname: x\n---", 3, "no message");
    refused("---\nname: x\n---\n\n", 5, "no message");
    refused(
        "---\nname: x\n---\na\n{{role \"boss\"}}\n", 5, "the roles are system, user and assistant");
    refused("---\nname: x\n---\n{{#a}}\n{{role \"user\"}}\n{{/a}}", 5, "middle of a section");
    refused(
        "---\nname: x\n---\n{{role \"user\"}}\nok\n\n{{role \"user\"}}\n\n日本{{> p}}",
        9,
        "column 3");
    refused("---\nname: x\n---\na\n{{b", 5, "no }}");
    refused("---\nname: x\ninputs:\n  a: string\n---\n{{a}}\n{{b}}\n", 7, "no input \"b\"");
  }

  @Test
  void errorsOfRenderingTellTheLineInTheFile() {
    Prompt prompt = Prompt.parse(
        "---\nname: x\n---\n{{role \"user\"}}\na\n\n{{role \"user\"}}\n{{#l}}\n{{b}}\n{{/l}}",
        "x.md");
    assertThatThrownBy(() -> prompt.render(Map.of("l", List.of(Map.of()))))
        .hasMessage("x.md, line 9: l[0].b is missing");
  }

  @Test
  void aFileIsReadAsUtf8() throws IOException {
    Path file = folder.resolve("x.prompt.md");
    Files.writeString(file, FULL);
    assertThat(Prompt.read(file)).isEqualTo(Prompt.parse(FULL));
    Files.write(file, new byte[] {'-', '-', '-', '\n', (byte) 0xE3, (byte) 0x81});
    assertThatThrownBy(() -> Prompt.read(file))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> Prompt.read(folder.resolve("none")))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("there is no prompt file");
    assertThatThrownBy(() -> Prompt.read(folder)).isInstanceOf(PromptException.class);
    Files.writeString(file, "---\nnam: x\n---\n");
    assertThatThrownBy(() -> Prompt.read(file))
        .isInstanceOf(PromptSyntaxException.class)
        .hasMessageContaining("x.prompt.md, line 2, column 1");
  }

  @Test
  void theFilesOfTheDocumentationAreRead() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "prompts.md"));
    List<Prompt> prompts = Pattern.compile("(?ms)^```text\\n(---\\n.*?)^```$")
        .matcher(page)
        .results()
        .map(fence -> Prompt.parse(fence.group(1)))
        .toList();
    assertThat(prompts.stream().map(Prompt::name)).containsExactly("support/answer", "サポート/回答");
    record Passage(String title, String text) {}
    record Question(String question, List<Passage> passages) {}
    GenerateRequest request =
        prompts.get(0).render(new Question("Can I?", List.of(new Passage("Returns", "Yes."))));
    assertThat(request.system())
        .contains("Answer in a friendly way, from these passages only:\n[1] Returns: Yes.\n");
    request = prompts.get(1).render(Map.of("質問", "いつ?", "資料", List.of()));
    assertThat(request.system()).contains("次の資料だけをもとに、丁寧に答えてください。\n");
  }
}
