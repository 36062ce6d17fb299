package io.fmops.eval.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.assertion.AssertionEvaluator;
import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests and prompts that are brought along from promptfoo. */
class PromptfooConfigTest {

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("promptfooconfig.yaml");
  }

  private Path write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private PromptfooConfig read(String yaml) throws IOException {
    return PromptfooConfig.read(Files.writeString(file, yaml));
  }

  private static List<Example> examples(PromptfooConfig config) {
    try (Stream<Example> examples = config.dataset().examples()) {
      return examples.toList();
    }
  }

  private List<Example> tests(String yaml) throws IOException {
    return examples(read(yaml));
  }

  private void assertProblem(String yaml, String message) throws IOException {
    Files.writeString(file, yaml);
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + message);
  }

  @Test
  void testsBecomeExamplesWithAssertions() throws IOException {
    PromptfooConfig config = read("""
        description: 首都の質問
        prompts:
          - 'Answer: {{question}}'
        providers: [openai:gpt-5-mini]
        tests:
          - description: Japan
            vars:
              question: 日本の首都は？
              n: 1.50
            metadata: {language: ja, levels: [1, 2]}
            threshold: 0.5
            assert:
              - type: contains-any
                value: [東京, とうきょう]
              - type: not-icontains
                value: kyoto
                weight: 2
                metric: 誤答
              - {type: latency, threshold: 2000}
          - vars: {question: Capital of France?}
            assert:
              - type: equals
                value: Paris
        """);
    assertThat(config.description()).contains("首都の質問");
    assertThat(config.prompts())
        .containsExactly(new PromptfooPrompt("prompt-1", "Answer: {{question}}"));
    assertThat(config.dataset().name()).isEqualTo("promptfooconfig.yaml");
    assertThat(examples(config))
        .containsExactly(
            new Example(
                "test-1",
                Map.of("question", "日本の首都は？", "n", "1.50"),
                List.of(),
                Map.of("description", "Japan", "language", "ja", "levels", "[1,2]"),
                new Assertions(
                    List.of(
                        Assertion.of("contains-any", List.of("東京", "とうきょう")),
                        Assertion.of("not-icontains", "kyoto").withWeight(2).withMetric("誤答"),
                        Assertion.of("latency").withThreshold(2000)),
                    OptionalDouble.of(0.5))),
            new Example(
                "test-2",
                Map.of("question", "Capital of France?"),
                List.of(),
                Map.of(),
                Assertions.of(Assertion.of("equals", "Paris"))));
    assertThat(config.notes()).containsExactly(file + " line 4: providers is left out");
  }

  @Test
  void importedTestsAreEvaluated() throws IOException {
    PromptfooConfig config = read("""
        tests:
          - vars: {city: 東京}
            assert:
              - {type: contains, value: '{{city}}', metric: fact}
              - {type: llm-rubric, value: polite}
        """);
    AssertionEvaluator evaluator =
        AssertionEvaluator.builder().metricsOf(config.dataset()).build();
    assertThat(evaluator.evaluate(examples(config).get(0), "東京です"))
        .containsExactly(
            new Score.Unscored(
                "assertions", "llm-rubric takes a judge, and none is given; give a check for it"),
            new Score.Unscored(
                "assertions-passed",
                "llm-rubric takes a judge, and none is given; give a check for it"),
            new Score.Value("assertions:fact", 1));
    assertThat(config.notes())
        .containsExactly(
            file + " line 5: llm-rubric is unscored until a judge is given as its check");
  }

  @Test
  void defaultTestIsLaidUnderEachTest() throws IOException {
    List<Example> examples = tests("""
        defaultTest:
          vars: {language: ja, tone: formal}
          threshold: 0.9
          metadata: {suite: smoke}
          assert:
            - {type: not-contains, value: As an AI}
        tests:
          - vars: {tone: casual}
            threshold: 0.4
            assert: [{type: is-json}]
          - vars: {q: x}
            options: {disableDefaultAsserts: true}
        """);
    assertThat(examples.get(0).fields()).isEqualTo(Map.of("language", "ja", "tone", "casual"));
    assertThat(examples.get(0).assertions())
        .isEqualTo(new Assertions(
            List.of(Assertion.of("not-contains", "As an AI"), Assertion.of("is-json")),
            OptionalDouble.of(0.4)));
    assertThat(examples.get(0).tags()).isEqualTo(Map.of("suite", "smoke"));
    assertThat(examples.get(1).assertions().list()).isEmpty();
    assertThat(examples.get(1).assertions().threshold()).isEqualTo(OptionalDouble.of(0.9));
  }

  @Test
  void listsOfValuesAreCombined() throws IOException {
    List<Example> examples = tests("""
        tests:
          - vars:
              language: [日本語, English]
              tone: [formal, casual]
              text: hello
          - vars: {list: [a, b]}
            options: {disableVarExpansion: true}
        """);
    assertThat(examples)
        .extracting(Example::id)
        .containsExactly("test-1-1", "test-1-2", "test-1-3", "test-1-4", "test-2");
    assertThat(examples.get(2).fields())
        .isEqualTo(Map.of("language", "English", "tone", "formal", "text", "hello"));
    assertThat(examples.get(4).fields()).isEqualTo(Map.of("list", "[\"a\",\"b\"]"));
  }

  @Test
  void variablesArePutIn() throws IOException {
    Example example = tests("""
            tests:
              - vars:
                  国: 日本
                  question: '{{国}}の首都は？'
                  code: 'if (a) {% b %} {{ unknown }}'
                  nested: {a: 1}
                assert:
                  - {type: contains, value: '{{ 国 }}と{{-国-}}'}
                  - {type: contains-all, value: ['{{国}}', plain, 5]}
                  - {type: equals, value: {a: '{{国}}'}}
            """).get(0);
    assertThat(example.fields())
        .containsEntry("question", "日本の首都は？")
        .containsEntry("code", "if (a) {% b %} {{ unknown }}")
        .containsEntry("nested", "{\"a\":1}");
    assertThat(example.assertions().list())
        .containsExactly(
            Assertion.of("contains", "日本と日本"),
            Assertion.of("contains-all").withValue("[\"日本\",\"plain\",5]"),
            Assertion.of("equals").withValue("{\"a\":\"{{国}}\"}"));
  }

  @Test
  void assertionsMustNameVariablesThatThereAre() throws IOException {
    assertProblem(
        """
        tests:
          - vars: {question: x}
            assert:
              - type: contains
                value: '{{qestion}}'
        """,
        " line 5: there is no variable \"qestion\" for \"{{qestion}}\"; the test has \"question\";"
            + " did you mean \"question\"?");
    assertProblem(
        """
        tests:
          - vars: {question: x}
            assert:
              - {type: contains, value: '{{question | upper}}'}
        """,
        " line 4: \"{{question | upper}}\" is a template that does more than name variables, which is"
            + " not run; write the text");
  }

  @Test
  void templatesOfAssertionsAreReferredTo() throws IOException {
    Example example = tests("""
            assertionTemplates:
              polite:
                type: icontains
                value: です
              again: {$ref: '#/assertionTemplates/polite'}
            tests:
              - vars: {q: x}
                assert:
                  - $ref: '#/assertionTemplates/again'
                  - {$ref: '#/assertionTemplates/polite', value: ます}
            """).get(0);
    assertThat(example.assertions().list())
        .containsExactly(Assertion.of("icontains", "です"), Assertion.of("icontains", "ます"));
    assertProblem(
        "a: {$ref: '#/a'}\ntests: [{assert: [{$ref: '#/a'}]}]",
        " line 2: $ref leads on and on; does it lead back to itself?");
    assertProblem(
        "tests: [{assert: [{$ref: '#/b/0'}]}]", " line 1: there is no \"#/b/0\" in this file");
    assertProblem(
        "tests: [{assert: [{$ref: 'other.yaml#/b'}]}]",
        " line 1: $ref is \"other.yaml#/b\"; only places in this file are read, such as"
            + " #/assertionTemplates/x");
  }

  @Test
  void anchorsAndMergeKeysAreUnderstood() throws IOException {
    List<Example> examples = tests("""
        base: &base
          vars: {language: ja}
          assert: &checks
            - {type: contains, value: 東京}
        tests:
          - <<: *base
            vars: {language: en}
          - vars: {q: x}
            assert: *checks
        """);
    assertThat(examples.get(0).fields()).isEqualTo(Map.of("language", "en"));
    assertThat(examples).allSatisfy(e -> assertThat(e.assertions().list()).hasSize(1));
  }

  @Test
  void setWithoutThresholdCountsWithItsWeight() throws IOException {
    Example example = tests("""
            tests:
              - vars: {q: x}
                assert:
                  - type: assert-set
                    weight: 2
                    assert:
                      - {type: contains, value: a, weight: 3}
                      - {type: contains, value: b}
                  - {type: contains, value: c}
            """).get(0);
    assertThat(example.assertions().list())
        .extracting(Assertion::weight)
        .containsExactly(1.5, 0.5, 1.0);
    assertProblem(
        "tests: [{assert: [{type: assert-set, threshold: 0.5, assert: []}]}]",
        " line 1: an assert-set with a threshold is not read; write its assertions as those of a"
            + " test");
  }

  @Test
  void testsAndValuesMayBeInFiles() throws IOException {
    write(
        "tests/a.yaml", "- vars: {q: A}\n  assert: [{type: contains, value: file://answer.txt}]\n");
    write("tests/answer.txt", "東京\n");
    write("tests/b.yaml", "vars: file://vars.yaml\n");
    write("tests/vars.yaml", "q: B\ntext: file://answer.txt\n");
    write(
        "c.json",
        "[{\"vars\": {\"q\": \"C\"}, \"assert\": [{\"type\": \"is-json\", \"value\": \"file://schema.json\"}]}]");
    write("schema.json", "{\"type\": \"object\"}");
    write("d.jsonl", "{\"vars\": {\"q\": \"D\"}}\n\n{\"vars\": {\"q\": \"E\"}}\n");
    write("default.yaml", "metadata: {from: default}\n");
    List<Example> examples = tests("""
        defaultTest: file://default.yaml
        tests:
          - file://tests/[ab].yaml
          - file://tests/?.yaml
          - file://c.json
          - file://d.jsonl
          - vars: {q: F}
        """.replace("  - file://tests/[ab].yaml\n", ""));
    assertThat(examples)
        .extracting(e -> e.field("q"))
        .containsExactly("A", "B", "C", "D", "E", "F");
    assertThat(examples.get(0).assertions().list()).containsExactly(Assertion.of("contains", "東京"));
    assertThat(examples.get(1).field("text")).isEqualTo("東京");
    assertThat(examples.get(2).assertions().list())
        .containsExactly(Assertion.of("is-json").withValue("{\"type\":\"object\"}"));
    assertThat(examples).allSatisfy(e -> assertThat(e.tags()).containsEntry("from", "default"));
  }

  @Test
  void csvHasVariablesAndSpecialColumns() throws IOException {
    write("tests.csv", """
        question,id,__expected1,__expected2,__description,__metadata:lang,__metadata:tags[],__threshold,__metric,__config:__expected2:threshold
        首都は？,7,contains: 東京,levenshtein: 東京です,首都,ja,"a,b\\,c",0.5,fact,3
        x,8,similar(0.7): y,,,,,,,
        x,9,similar: y,not-contains-any: a,,,,,,
        x,10,Paris,"is-json: {""type"": ""object""}",,,,,,
        x,11,grade: polite,starts-with:はい,,,,,,
        x,12,note: not a type,,,,,,,
        """);
    List<Example> examples = tests("tests: file://tests.csv");
    assertThat(examples.get(0).fields()).isEqualTo(Map.of("question", "首都は？", "id", "7"));
    assertThat(examples.get(0).tags())
        .isEqualTo(Map.of("description", "首都", "lang", "ja", "tags", "[\"a\",\"b,c\"]"));
    assertThat(examples.get(0).assertions())
        .isEqualTo(new Assertions(
            List.of(
                Assertion.of("contains", "東京").withMetric("fact"),
                Assertion.of("levenshtein", "東京です").withThreshold(3).withMetric("fact")),
            OptionalDouble.of(0.5)));
    assertThat(examples.stream().skip(1).map(e -> e.assertions().list()))
        .containsExactly(
            List.of(Assertion.of("similar", "y").withThreshold(0.7)),
            List.of(
                Assertion.of("similar", "y").withThreshold(0.8),
                Assertion.of("not-contains-any", "a")),
            List.of(
                Assertion.of("equals", "Paris"),
                Assertion.of("is-json").withValue("{\"type\":\"object\"}")),
            List.of(Assertion.of("llm-rubric", "polite"), Assertion.of("starts-with", "はい")),
            List.of(Assertion.of("equals", "note: not a type")));
    Path csv = write("tests.csv", "q,__expectd\nx,y\n");
    Files.writeString(file, "tests: file://tests.csv");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .hasMessageStartingWith(
            csv + " line 2: there is no special column \"__expectd\"; there are")
        .hasMessageEndingWith("did you mean \"__expected\"?");
    write("tests.csv", "q,__expected\nx,fn:output.length\n");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .hasMessageStartingWith(
            csv + " line 2: an assertion of the type javascript is code, which is not run");
    write("tests.csv", "q,r\nx\n");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .hasMessage(csv + " line 2: the line has 1 columns, but the header has 2");
    write("tests.csv", "q\n\"x\" y\n");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(csv + ": broken CSV (");
  }

  @Test
  void promptsAreTextsAndFiles() throws IOException {
    write("prompts/two.txt", "First {{q}}\n---\nSecond {{q}}\n");
    write("prompts/chat.json", "[{\"role\": \"user\", \"content\": \"{{q}}\"}]");
    PromptfooConfig config = read("""
        prompts:
          - 質問：{{q}}
          - {label: 丁寧, raw: '{{q}}に答えてください'}
          - {id: file://prompts/chat.json, label: chat}
          - file://prompts/*.txt
          - file://make.py:prompt
          - exec:./make.sh
        tests: [{vars: {q: x}}]
        """);
    assertThat(config.prompts())
        .containsExactly(
            new PromptfooPrompt("prompt-1", "質問：{{q}}"),
            new PromptfooPrompt("丁寧", "{{q}}に答えてください"),
            new PromptfooPrompt("chat", "[{\"role\": \"user\", \"content\": \"{{q}}\"}]"),
            new PromptfooPrompt("two.txt-1", "First {{q}}"),
            new PromptfooPrompt("two.txt-2", "Second {{q}}"));
    assertThat(config.notes())
        .containsExactly(
            file
                + " line 6: the prompt \"make.py:prompt\" is code, which is not run; it is left out",
            file + " line 7: the prompt is a command, which is not run; it is left out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript", "not-javascript", "python", "ruby", "webhook"})
  void codeIsRefused(String type) throws IOException {
    assertProblem(
        "tests:\n  - assert:\n      - type: %s\n        value: output.length < 5\n".formatted(type),
        " line 3: an assertion of the type %s is code, which is not run; give it a type of your own"
                .formatted(type.replace("not-", ""))
            + " that begins with x-, and a check in Java for that type");
  }

  @Test
  void otherCodeIsRefusedToo() throws IOException {
    String same = " is code, which is not run; write its value";
    assertProblem(
        "tests: [{assert: [{type: contains, value: 'file://a.js'}]}]", " line 1: \"a.js\"" + same);
    assertProblem("tests: [{vars: {q: 'file://a.py'}}]", " line 1: \"a.py\"" + same);
    assertProblem(
        "tests: [{vars: {q: x}, options: {transform: output.trim()}}]",
        " line 1: options.transform is code, which is not run; without it the tests mean something"
            + " else");
    assertProblem(
        "tests: file://a.js",
        " line 1: \"file://a.js\" is not read; tests are read from YAML, JSON, JSON Lines and CSV"
            + " files on disk");
    assertProblem(
        "tests: huggingface://datasets/x",
        " line 1: \"huggingface://datasets/x\" is not read; tests are read from YAML, JSON, JSON Lines"
            + " and CSV files on disk");
    assertProblem(
        "tests: [{assert: [{type: contains, value: x, transform: y}]}]",
        " line 1: transform of an assertion is not read; without it the assertion means something"
            + " else");
  }

  @Test
  void typesMustExist() throws IOException {
    assertProblem(
        "tests:\n  - assert:\n      - {type: contans, value: x}",
        " line 3: there is no assertion of the type \"contans\"; did you mean \"contains\"?");
    assertProblem("tests: [{assert: [{type: contains}]}]", " line 1: contains needs a value");
    assertProblem("tests: [{assert: [{value: x}]}]", " line 1: an assertion needs type");
    assertProblem(
        "tests: [{assert: [{type: contains, value: x, weight: -1}]}]",
        " line 1: the weight of contains is -1.0; it must be 0 or more");
    PromptfooConfig own =
        read("tests: [{assert: [{type: x-length, threshold: 5}, {type: is-sql}]}]");
    assertThat(examples(own).get(0).assertions().list())
        .containsExactly(Assertion.of("x-length").withThreshold(5), Assertion.of("is-sql"));
    assertThat(own.notes())
        .containsExactly(
            file + " line 1: x-length is unscored until a check is given for it",
            file + " line 1: is-sql is unscored until a check is given for it");
  }

  @Test
  void filesOutsideOfTheFolderAreNotRead() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    write("shared.yaml", "[{vars: {q: shared}}]");
    Path config = Files.writeString(inner.resolve("config.yaml"), "tests: file://../shared.yaml");
    assertThatThrownBy(() -> PromptfooConfig.read(config))
        .isInstanceOf(DatasetException.class)
        .hasMessage(config + " line 1: \"../shared.yaml\" leads out of the folder " + inner
            + "; name a folder above both");
    assertThat(examples(PromptfooConfig.read(config, folder))).hasSize(1);
    Files.writeString(config, "tests: [{vars: {q: 'file:///etc/passwd'}}]");
    assertThatThrownBy(() -> PromptfooConfig.read(config))
        .hasMessageContaining("leads out of the folder");
    Files.createSymbolicLink(inner.resolve("link.yaml"), folder.resolve("shared.yaml"));
    Files.writeString(config, "tests: file://link.yaml");
    assertThatThrownBy(() -> PromptfooConfig.read(config))
        .hasMessageContaining("leads out of the folder");
  }

  @Test
  void whatIsNoConfigurationIsNamedByItsLine() throws IOException {
    assertProblem("", ": the file is empty");
    assertProblem("- a", " line 1: the configuration must be a mapping (key: value)");
    assertProblem("prompts: [a]", " line 1: the configuration needs tests");
    assertProblem("tests: 5", " line 1: tests must be a list");
    assertProblem("tests: [5]", " line 1: a test must be a mapping (key: value)");
    assertProblem(
        "tests:\n  - vars: x: y",
        " line 2: no YAML that can be read (mapping values are not allowed here)");
    assertProblem("tests: []\ntests: []", " line 2: the key \"tests\" stands twice");
    assertProblem(
        "tests: !!java.lang.String x", " line 1: there is a YAML tag; only plain data is read");
    assertProblem("tests: *x", " line 1: *x has no anchor above it");
    assertProblem(
        "tests: []\n---\ntests: []", " line 2: a second YAML document begins; there can be one");
    assertProblem(
        "tests: file://none.yaml",
        " line 1: " + folder.resolve("none.yaml") + " cannot be read (NoSuchFile)");
    assertProblem("tests: file://none*.yaml", " line 1: there is no file \"none*.yaml\"");
    assertProblem(
        "tests: []\nscenarios: []", " line 2: scenarios are not read; write their tests as tests");
    assertThatThrownBy(() -> read("tests: []"))
        .isInstanceOf(DatasetException.class)
        .hasMessage("promptfooconfig.yaml has no examples; a dataset needs at least one");
    assertThat(read("tests: [{vars: {q: x}}]\nprovders: x").notes())
        .containsExactly(file + " line 2: \"provders\" is unknown and left out");
  }

  @Test
  void hostileConfigurationsComeToAnEnd() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    Files.writeString(file, laughs + "tests: []");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("there are more than 1,000,000 values so far");
    Files.writeString(file, "tests: " + "[".repeat(100_000));
    assertThatThrownBy(() -> PromptfooConfig.read(file)).isInstanceOf(DatasetException.class);
    String ten = "[0,1,2,3,4,5,6,7,8,9]";
    Files.writeString(
        file,
        "tests: [{vars: {a: %s, b: %s, c: %s, d: %s, e: %s, f: %s}}]"
            .formatted(ten, ten, ten, ten, ten, ten));
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .hasMessage(
            file + " line 1: the values of the variables have more than 100,000 combinations");
  }

  @Test
  void jsonIsReadToo() throws IOException {
    Path json = write(
        "config.json",
        "{\n\t\"tests\": [\n\t\t{\"vars\": {\"q\": \"\\ud83d\\ude00 \\/\"},\n\t\t \"assert\": [{\"type\": \"cost\", \"threshold\": 1e-3}]}]\n}");
    Example example = examples(PromptfooConfig.read(json)).get(0);
    assertThat(example.fields()).isEqualTo(Map.of("q", "😀 /"));
    assertThat(example.assertions().list())
        .containsExactly(Assertion.of("cost").withThreshold(0.001));
    write("config.json", "{\n\"tests\": [}");
    assertThatThrownBy(() -> PromptfooConfig.read(json))
        .isInstanceOf(DatasetException.class)
        .hasMessage(json + " line 2: broken JSON (Unexpected close marker '}': expected ']')");
    write("config.json", "{\"tests\": [], \"tests\": []}");
    assertThatThrownBy(() -> PromptfooConfig.read(json))
        .hasMessageContaining("Duplicate field 'tests'");
    write("config.json", "{\"tests\": []} x");
    assertThatThrownBy(() -> PromptfooConfig.read(json)).isInstanceOf(DatasetException.class);
  }

  @Test
  void whatNamesItselfIsAProblemAndNoOverflow() throws IOException {
    Files.writeString(file, """
        prompts: [x]
        assertionTemplates:
          a: {type: assert-set, assert: [{$ref: '#/assertionTemplates/a'}]}
        tests:
          - vars: {q: x}
            assert: [{$ref: '#/assertionTemplates/a'}]
        """);
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("more than 10 levels");
    Files.writeString(file.resolveSibling("t.yaml"), "- file://t.yaml\n");
    Files.writeString(file, "prompts: [x]\ntests: file://t.yaml\n");
    assertThatThrownBy(() -> PromptfooConfig.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is read already");
  }
}
