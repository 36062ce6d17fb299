package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.InferenceParameters;
import io.fmops.prompt.PromptMessage.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What carries over from Dotprompt and Prompty, and what is told or refused. */
class PromptImportTest {

  private static final String DOTPROMPT = """
      # Some licence
      ---
      model: googleai/gemini-2.5-flash
      config:
        temperature: 0.4
        maxOutputTokens: 300
        topK: 40
        stopSequences: [END]
      input:
        schema:
          question: string, what the customer asks
          tone?: string
          passages(array, what was found):
            title: string
            text: string
          urgent?: boolean
          unused?: string
        default:
          tone: 丁寧
      output:
        format: json
        schema:
          answer: string, for the customer
          sources?(array): string
          mood(enum): [calm, angry]
      tools: [search]
      metadata:
        owner: team-a
      ---

      {{role "system"}}
      {{!-- how to speak {{x}} --}}
      Speak in a {{tone}} way.
      {{#if passages}}
      Use these:
      {{#each passages}}
      {{#unless @first}}
      *
      {{/unless}}
      [{{title}}] {{this.text}}
      {{else}}
      none
      {{/each}}
      {{/if}}
      {{history}}
      {{role "model"}}
      {{#if urgent}}
      At once!
      {{else}}
      Soon.
      {{/if}}
      {{role "user"}}
      {{question}}
      """;

  private static void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call).isInstanceOf(PromptException.class).hasMessageContainingAll(words);
  }

  private static String dot(String body, Map<String, ?> values) {
    return PromptImport.dotprompt("p", body)
        .prompt()
        .render(values)
        .messages()
        .get(0)
        .text();
  }

  private static String jinja(String body, Map<String, ?> values) {
    return PromptImport.prompty("p", body)
        .prompt()
        .render(values)
        .messages()
        .get(0)
        .text();
  }

  @Test
  void aDotpromptFileCarriesOver() {
    PromptImport imported = PromptImport.dotprompt("support/answer", DOTPROMPT);
    Prompt prompt = imported.prompt();
    assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
    assertThat(prompt.parameters())
        .isEqualTo(new InferenceParameters(
            Optional.of(300), Optional.of(0.4), Optional.empty(), List.of("END")));
    assertThat(prompt.inputs().keySet())
        .containsExactly("question", "tone", "passages", "urgent", "has_passages");
    assertThat(prompt.inputs().get("tone")).isEqualTo(Input.string().withDefault("丁寧"));
    assertThat(prompt.inputs().get("question").description()).contains("what the customer asks");
    assertThat(prompt.output().orElseThrow().schema().toJson())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\",\"description\":\"for the customer\"},\"sources\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}},\"mood\":{\"enum\":[\"calm\",\"angry\"]}},\"additionalProperties\":false,\"required\":[\"answer\",\"mood\"]}");
    assertThat(prompt.metadata()).isEqualTo(Map.of("owner", "team-a"));
    var request = prompt.render(Map.of(
        "question",
        "q",
        "has_passages",
        true,
        "passages",
        List.of(Map.of("title", "A", "text", "one"), Map.of("title", "B", "text", "two"))));
    assertThat(request.system()).contains("Speak in a 丁寧 way.\nUse these:\n[A] one\n*\n[B] two\n");
    assertThat(request.messages().get(0).text()).isEqualTo("Soon.\n");
    assertThat(request.messages().get(1).text()).isEqualTo("q");
    assertThat(imported.losses())
        .anyMatch(loss -> loss.contains("googleai/gemini-2.5-flash"))
        .anyMatch(loss -> loss.contains("the config \"topK\""))
        .anyMatch(loss -> loss.contains("the key \"tools\""))
        .anyMatch(loss -> loss.contains("give \"has_passages\""))
        .anyMatch(loss -> loss.contains("\"unused\" stands in no message"))
        .anyMatch(loss -> loss.contains("line 45: {{history}} is left out"))
        .hasSize(6);
  }

  @Test
  void aDotpromptFileWithoutFrontMatterIsItsText() {
    PromptImport imported = PromptImport.dotprompt("p", "\nHello {{name}}!\n");
    assertThat(imported.prompt()).isEqualTo(Prompt.of("p", "Hello {{name}}!"));
    assertThat(imported.losses()).isEmpty();
    refused(() -> PromptImport.dotprompt("Hello"), "no name", "method that takes a name");
    assertThat(PromptImport.dotprompt("---\nname: a\n---\nb").prompt())
        .isEqualTo(Prompt.of("a", "b"));
  }

  @Test
  void handlebarsBlocksAreTranslated() {
    Map<String, Object> values = Map.of(
        "a", true, "b", false, "l", List.of(Map.of("n", 1), Map.of("n", 2)), "o", Map.of("f", 3));
    assertThat(dot("{{#if a}}A{{else}}B{{/if}}", Map.of("a", true))).isEqualTo("A");
    assertThat(dot("{{#if b}}A{{else if a}}B{{else}}C{{/if}}", Map.of("a", true, "b", false)))
        .isEqualTo("B");
    assertThat(dot("{{#if b}}A{{else unless a}}B{{else}}C{{/if}}", Map.of("a", true, "b", false)))
        .isEqualTo("C");
    assertThat(dot("{{#unless b}}A{{else}}B{{/unless}}", Map.of("b", false))).isEqualTo("A");
    assertThat(dot("{{#with o}}{{f}}{{/with}}{{o.f}}", Map.of("o", values.get("o"))))
        .isEqualTo("33");
    assertThat(dot(
            "{{#each l}}{{n}}{{#unless @last}},{{/unless}}{{/each}}", Map.of("l", values.get("l"))))
        .isEqualTo("1,2");
    assertThat(dot("{{#each l as |x|}}{{x.n}};{{/each}}", Map.of("l", values.get("l"))))
        .isEqualTo("1;2;");
    assertThat(dot("{{#each l}}{{this}}{{/each}}", Map.of("l", List.of(7, 8)))).isEqualTo("78");
    assertThat(dot("{{#each l}}{{#if @first}}{{this}}{{/if}}{{/each}}", Map.of("l", List.of(7, 8))))
        .isEqualTo("7");
    assertThat(dot("{{#each l}}x{{else}}none{{/each}}", Map.of("l", List.of()))).isEqualTo("none");
    assertThat(dot("{{#a}}x{{/a}}{{^b}}y{{/b}}", Map.of("a", true, "b", false))).isEqualTo("xy");
    assertThat(dot("a \n {{~a~}} \n b", Map.of("a", 1))).isEqualTo("a1b");
    assertThat(dot("{{{a}}} {{&a}} {{a}}", Map.of("a", "<&>"))).isEqualTo("<&> <&> <&>");
    assertThat(dot("{{json a}}", Map.of("a_json", "[1]"))).isEqualTo("[1]");
  }

  @Test
  void linesOfHandlebarsTagsLeaveNoLines() {
    assertThat(dot(
            "a\n{{#if x}}\nb\n{{else if y}}\nc\n{{else}}\nd\n{{/if}}\ne",
            Map.of("x", false, "y", false)))
        .isEqualTo("a\nd\ne");
    assertThat(dot(
            "a\n{{#if x}}\nb\n{{else if y}}\nc\n{{else}}\nd\n{{/if}}\ne",
            Map.of("x", false, "y", true)))
        .isEqualTo("a\nc\ne");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a {{> part}}; no partials",
        "{{#ifEquals a b}}x{{/ifEquals}}; no counterpart",
        "{{helper a}}; no counterpart",
        "{{@auth.name}}; no counterpart",
        "{{#if a}}x; not closed",
        "{{/if}}; no block open",
        "{{#if a}}x{{/each}}; but \"if\" is open",
        "{{else}}; no block open",
        "{{#if a}}{{role \"user\"}}{{/if}}; not closed where the message ends",
        "{{role \"tool\"}}x; role \"tool\"",
        "x \\{{a}}; braces as text",
        "{{a; does not end",
        "{{!-- a }}; does not end",
        "{{#each a}}{{json this}}{{/each}}; give the JSON as a value",
        "{{#each a}}{{#if b}}{{this}}{{/if}}{{/each}}; would be the value of that"
      })
  void handlebarsWithoutCounterpartIsRefused(String body, String words) {
    refused(() -> PromptImport.dotprompt("p", body), "dotprompt file, line 1", words);
  }

  @Test
  void aPromptyFileCarriesOver() {
    PromptImport imported = PromptImport.prompty("""
        ---
        name: Basic Prompt (日本語)
        description: Answers questions
        authors:
          - someone
          - another
        tags: [basic]
        model:
          api: chat
          configuration:
            type: azure_openai
            azure_deployment: gpt-35-turbo
          parameters:
            max_tokens: 128
            temperature: 0.2
            presence_penalty: 0.3
            stop: ["\\n"]
        inputs:
          firstName:
            type: string
            description: the customer
            default: Jane
          context:
            type: array
          question:
            type: string
            sample: What?
        outputs:
          answer:
            type: string
        sample:
          question: Why?
        ---
        system:
        You help {{firstName}}.
        {% for item in context %}
        - {{ item.title }} ({{loop.index}})
        {% endfor %}
        {% if context %}Use them.{% endif %}

        user:
        {{question}}
        assistant:
        42

        # user:
        Thanks, {{customer}}{# who else #}
        """);
    Prompt prompt = imported.prompt();
    assertThat(prompt.name()).isEqualTo("Basic-Prompt-日本語");
    assertThat(prompt.tags()).containsExactly("basic");
    assertThat(prompt.metadata()).isEqualTo(Map.of("authors", "someone, another"));
    assertThat(prompt.parameters())
        .isEqualTo(new InferenceParameters(
            Optional.of(128), Optional.of(0.2), Optional.empty(), List.of("\n")));
    assertThat(prompt.messages().stream().map(PromptMessage::role))
        .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
    assertThat(prompt.output().orElseThrow().schema().toJson())
        .isEqualTo("{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}}}");
    var request = prompt.render(Map.of(
        "context",
        List.of(Map.of("title", "A"), Map.of("title", "B")),
        "has_context",
        true,
        "question",
        "q",
        "customer",
        "Tom"));
    assertThat(request.system()).contains("You help Jane.\n- A (1)\n- B (2)\nUse them.");
    assertThat(request.messages().get(2).text()).isEqualTo("Thanks, Tom");
    assertThat(imported.losses())
        .anyMatch(loss -> loss.contains("became \"Basic-Prompt-日本語\""))
        .anyMatch(loss -> loss.contains("\"presence_penalty\""))
        .anyMatch(loss -> loss.contains("model.configuration"))
        .anyMatch(loss -> loss.contains("sample of the input \"question\""))
        .anyMatch(loss -> loss.contains("the sample is left out"))
        .anyMatch(loss -> loss.contains("line 36: a line of nothing but a tag"))
        .anyMatch(loss -> loss.contains("give \"has_context\""))
        .anyMatch(loss -> loss.contains("\"customer\" was not declared"));
    assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
  }

  @Test
  void aPromptyFileOfTheSecondGenerationCarriesOver() {
    PromptImport imported = PromptImport.prompty("""
        ---
        name: second
        metadata:
          authors: [a]
          tags: [x]
        model:
          id: openai:gpt-4
          provider: openai
          options:
            maxOutputTokens: 10
            topP: 0.5
        inputSchema:
          properties:
            - name: question
              kind: string
              default: Hello
            - name: n
              kind: integer
              required: false
        outputSchema:
          properties:
            - name: city
              kind: string
              required: true
        template:
          format:
            kind: mustache
          parser: prompty
        ---
        {{question}}{{#n}} ({{n}}){{/n}}
        """);
    Prompt prompt = imported.prompt();
    assertThat(prompt.model().orElseThrow()).hasToString("openai:gpt-4");
    assertThat(prompt.tags()).containsExactly("x");
    assertThat(prompt.inputs())
        .isEqualTo(Map.of(
            "question",
            Input.string().withDefault("Hello"),
            "n",
            Input.integer().optional()));
    assertThat(prompt.output().orElseThrow().schema().toJson())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");
    assertThat(prompt.render(Map.of("n", 2)).messages().get(0).text()).isEqualTo("Hello (2)");
    assertThat(imported.losses()).singleElement().asString().contains("model.provider");
  }

  @Test
  void jinjaIsTranslated() {
    assertThat(jinja(
            "{% if a %}A{% elif not b %}B{% else %}C{% endif %}", Map.of("a", false, "b", true)))
        .isEqualTo("C");
    assertThat(jinja(
            "{% for x in l %}{{x}}{% if not loop.last %},{% endif %}{% else %}none{% endfor %}",
            Map.of("l", List.of(1, 2))))
        .isEqualTo("1,2");
    assertThat(jinja(
            "{% for x in l %}{% for y in x.m %}{{y}}{{x.n}} {% endfor %}{% endfor %}",
            Map.of("l", List.of(Map.of("n", "n", "m", List.of(1, 2))))))
        .isEqualTo("1n 2n ");
    assertThat(jinja("a\n{%- if a -%}\n b\n{%- endif %}", Map.of("a", true))).isEqualTo("ab");
    assertThat(jinja("{ } {a} %} }} #}", Map.of())).isEqualTo("{ } {a} %} }} #}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{{ a | upper }}; names and fields",
        "{% set a = 1 %}; if and for by a name",
        "{% if a == 1 %}x{% endif %}; if and for by a name",
        "{{ loop.index0 }}; no counterpart",
        "{% if a %}; not closed",
        "{% endfor %}; no block open",
        "{{ a; does not end",
        "{% for x in l %}{% for y in m %}{{x}}{% endfor %}{% endfor %}; outer list",
        "{% for x in l %}{% if x %}{{x}}{% endif %}{% endfor %}; would be the value of that"
      })
  void jinjaWithoutCounterpartIsRefused(String body, String words) {
    refused(() -> PromptImport.prompty("p", body), "prompty file, line 1", words);
  }

  @Test
  void inputsWithoutCounterpartAreRefusedOrTold() {
    refused(
        () -> PromptImport.prompty("---\nname: p\ninputs:\n  c:\n    kind: thread\n---\n{{c}}"),
        "\"c\" is of the kind \"thread\"");
    refused(
        () -> PromptImport.dotprompt("p", "---\ninput: {default: {a: 1}}\n---\n{{a}}"),
        "no schema");
    refused(
        () -> PromptImport.dotprompt("p", "---\nconfig: {temperature: hot}\n---\na"), "no number");
    refused(
        () -> PromptImport.dotprompt("p", "---\noutput: {schema: {a: strin}}\n---\na"), "strin");
    refused(
        () -> PromptImport.dotprompt(
            "p", "---\ninput: {schema: {a(object): {b: string}}}\n---\n{{#each a}}x{{/each}}"),
        "line 4, column 1",
        "\"a\", which is no list");
    refused(() -> PromptImport.prompty("p", "tool:\nx"), "role \"tool\"");
    refused(() -> PromptImport.prompty("p", "---\ntemplate: liquid\n---\nx"), "liquid");
    refused(() -> PromptImport.prompty("p", "system:\nx"), "no message of the user");
    PromptImport any = PromptImport.dotprompt(
        "p", "---\ninput: {schema: {a: any, b: string}}\n---\n{{#a}}{{b}}{{/a}}");
    assertThat(any.prompt().inputs()).isEmpty();
    assertThat(any.losses())
        .anyMatch(loss -> loss.contains("\"a\" has a type that there is not"))
        .anyMatch(loss -> loss.contains("types of all inputs"));
  }

  @Test
  void messagesOfTheSystemAreJoined() {
    PromptImport imported = PromptImport.dotprompt(
        "p", "{{role \"user\"}}a{{role \"system\"}}b{{role \"model\"}}c{{role \"system\"}}d");
    assertThat(imported.prompt().messages())
        .containsExactly(
            PromptMessage.system("b\n\nd"), PromptMessage.user("a"), PromptMessage.assistant("c"));
    assertThat(imported.losses()).hasSize(1);
  }

  @Test
  void longFilesAreReadInTimeAndWithoutADeepStack() {
    String blanks = " ".repeat(100_000);
    String lines = "\n".repeat(100_000);
    for (String odd : List.of(blanks, lines, lines + "---\n---\n", "# x\n".repeat(50_000))) {
      Prompt prompt = PromptImport.dotprompt("p", odd + "a" + odd + "b").prompt();
      assertThat(prompt.messages().get(0).template()).endsWith("b");
      prompt = PromptImport.prompty("p", odd + "a" + odd + "b").prompt();
      assertThat(prompt.messages().get(0).template()).endsWith("b");
    }
    refused(() -> PromptImport.dotprompt("p", "{{#if a}}".repeat(50_000)), "deeper than 100");
    refused(() -> PromptImport.prompty("p", "{% if a %}".repeat(50_000)), "deeper than 100");
    String elses = "{{else if a}}".repeat(2_000);
    refused(() -> PromptImport.dotprompt("p", "{{#if a}}" + elses + "{{/if}}"), "deeper than 100");
    String flat = "{% if a %}\nx\n{% endif %}\n".repeat(2_000);
    assertThat(PromptImport.prompty("p", flat).losses()).hasSize(1_000);
    refused(() -> PromptImport.prompty("p", "x".repeat(5_000_000)), "are the most");
  }

  @Property(tries = 400)
  void anyTextIsImportedOrRefused(@ForAll String text, @ForAll long seed) {
    Random random = new Random(seed);
    List<String> pieces = List.of(
        "---\n",
        "name: a\n",
        "{{",
        "}}",
        "{{#if a}}",
        "{{/if}}",
        "{{else}}",
        "{{#each l}}",
        "{{/each}}",
        "{{role \"user\"}}",
        "{%",
        "%}",
        "{% if a %}",
        "{% endif %}",
        "{% for x in l %}",
        "{% endfor %}",
        "{#",
        "#}",
        "~",
        "-",
        "system:\n",
        "user:\n",
        text,
        "\n",
        "a",
        "{{!--",
        "--}}",
        "{{a}}",
        "\\",
        "{");
    StringBuilder file = new StringBuilder(random.nextBoolean() ? "---\nname: a\n---\n" : "");
    for (int i = random.nextInt(10); i >= 0; i--) {
      file.append(pieces.get(random.nextInt(pieces.size())));
    }
    for (boolean dot : new boolean[] {true, false}) {
      try {
        PromptImport imported = dot
            ? PromptImport.dotprompt("p", file.toString())
            : PromptImport.prompty("p", file.toString());
        assertThat(Prompt.parse(imported.prompt().print())).isEqualTo(imported.prompt());
      } catch (PromptException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
