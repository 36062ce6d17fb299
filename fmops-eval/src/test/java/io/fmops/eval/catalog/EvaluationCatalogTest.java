package io.fmops.eval.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Use cases in folders. */
class EvaluationCatalogTest {

  @TempDir
  Path folder;

  private EvaluationCatalog catalog;
  private Path manifest;

  @BeforeEach
  void catalog() {
    catalog = EvaluationCatalog.inFolder(folder);
    manifest = folder.resolve("support/refund/use-case.yaml");
  }

  private Path write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static List<Example> read(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.toList();
    }
  }

  @Test
  void useCaseIsAFolderWithAManifest() throws IOException {
    write("support/refund/use-case.yaml", """
        description: 返金についての質問
        prompts: [support/refund@production, 問い合わせ/返金@本番]
        datasets:
          - file: questions.jsonl
            id: key
            inputs: [question]
            reference: answer
            reference-separator: <OR>
            tags: [language]
            assertions: assert
          - file: reviews.csv
            name: 評価
            inputs: [text]
            reference: label
            labels: [肯定, 否定]
          - file: ../../shared/nested.jsonl
            inputs: [question]
            reference-list: answers
            references-optional: true
            at: {question: /input/text, answers: /gold}
        evaluators: [token-f1, label, assertions]
        thresholds: {token-f1: 0.8, accuracy: 0.9}
        """);
    write(
        "support/refund/questions.jsonl",
        "{\"key\":\"a\",\"question\":\"返品できますか？\",\"answer\":\"はい<OR>できます\",\"language\":\"ja\","
            + "\"assert\":[{\"type\":\"contains\",\"value\":\"はい\"}]}\n");
    write("support/refund/reviews.csv", "text,label\n良い,肯定\n");
    write("shared/nested.jsonl", "{\"input\":{\"text\":\"?\"},\"gold\":[]}\n");

    assertThat(catalog.names()).containsExactly("support/refund");
    UseCase useCase = catalog.get("support/refund");
    assertThat(useCase.name()).isEqualTo("support/refund");
    assertThat(useCase.description()).contains("返金についての質問");
    assertThat(useCase.prompts()).containsExactly("support/refund@production", "問い合わせ/返金@本番");
    assertThat(useCase.thresholds()).isEqualTo(Map.of("token-f1", 0.8, "accuracy", 0.9));
    assertThat(useCase.datasets())
        .extracting(Dataset::name)
        .containsExactly("questions.jsonl", "評価", "nested.jsonl");
    Example example = read(useCase.datasets().get(0)).get(0);
    assertThat(example.references()).containsExactly("はい", "できます");
    assertThat(example.tags()).isEqualTo(Map.of("language", "ja"));
    assertThat(example.assertions().list()).hasSize(1);
    assertThat(read(useCase.dataset("評価")).get(0).reference()).contains("肯定");
    assertThat(read(useCase.dataset("nested.jsonl")).get(0).fields())
        .isEqualTo(Map.of("question", "?"));
    List<Evaluator> evaluators = useCase.evaluators(Map.of());
    assertThat(evaluators.get(0).evaluate(example, "はい"))
        .containsExactly(new Score.Value("token-f1", 1));
    assertThat(evaluators.get(2).evaluate(example, "いいえ").get(1).name())
        .isEqualTo("assertions-passed");
    assertThatThrownBy(() -> useCase.dataset("reviews"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("the use case support/refund has no dataset \"reviews\"; it has");
  }

  @Test
  void otherFormatsSayThemselvesWhatTheirFieldsMean() throws IOException {
    write("rag/use-case.yaml", """
        datasets:
          - {file: job.jsonl, format: bedrock}
          - {file: fmeval.json, format: fmeval}
          - {file: promptfooconfig.yaml, format: promptfoo, name: tests}
        """);
    write("rag/job.jsonl", "{\"prompt\":\"首都は？\"}\n");
    write(
        "rag/fmeval.json",
        "{\"dataset_name\":\"trex\",\"dataset_uri\":\"trex.jsonl\",\"dataset_mime_type\":\"application/jsonlines\","
            + "\"model_input_location\":\"q\"}");
    write("rag/trex.jsonl", "{\"q\":\"x\"}\n");
    write("rag/promptfooconfig.yaml", "tests: [{vars: {q: x}}]");
    UseCase useCase = UseCase.read(folder.resolve("rag/use-case.yaml"));
    assertThat(useCase.name()).isEqualTo("rag");
    assertThat(useCase.datasets())
        .extracting(Dataset::name)
        .containsExactly("job.jsonl", "trex", "tests");
    assertThat(useCase.datasets()).allSatisfy(d -> assertThat(d.check()).isEqualTo(1));
    assertThat(useCase.evaluators(Map.of())).isEmpty();
  }

  @Test
  void useCasesAreListedByName() throws IOException {
    for (String name : List.of("b", "a/two", "a/one", "要約")) {
      write(name + "/use-case.yaml", "datasets: [{file: x.jsonl}]");
    }
    write("not/one.yaml", "x");
    assertThat(catalog.names()).containsExactly("a/one", "a/two", "b", "要約");
    assertThat(catalog.all())
        .extracting(UseCase::name)
        .containsExactly("a/one", "a/two", "b", "要約");
    assertThatThrownBy(() -> catalog.get("a/on"))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            folder + ": there is no use case \"a/on\"; there are \"a/one\", \"a/two\", \"b\","
                + " \"要約\"; did you mean \"a/one\"?");
    assertThatThrownBy(() -> EvaluationCatalog.inFolder(folder.resolve("none")).names())
        .isInstanceOf(DatasetException.class)
        .hasMessage(folder.resolve("none") + ": there is no such folder");
  }

  private void assertProblem(String yaml, String message) throws IOException {
    write("support/refund/use-case.yaml", yaml);
    assertThatThrownBy(() -> catalog.get("support/refund"))
        .isInstanceOf(DatasetException.class)
        .hasMessage(manifest + message);
  }

  @Test
  void whatIsWrongIsNamedByItsLine() throws IOException {
    assertProblem("", ": the file is empty; a use case needs datasets");
    assertProblem("description: x", " line 1: a use case needs datasets");
    assertProblem("datasets: []", " line 1: there are no datasets; a use case needs at least one");
    assertProblem(
        "datasets: [{file: a.jsonl}]\nevaluator: [x]",
        " line 2: a use case has no \"evaluator\"; it can have \"description\", \"prompts\","
            + " \"datasets\", \"evaluators\", \"thresholds\"; did you mean \"evaluators\"?");
    assertProblem(
        "datasets:\n  - file: a.jsonl\n    input: [x]",
        " line 3: a dataset has no \"input\"; it can have \"file\", \"name\", \"format\", \"inputs\","
            + " \"id\", \"reference\", \"reference-list\", \"reference-separator\","
            + " \"references-optional\", \"labels\", \"tags\", \"assertions\", \"at\"; did you mean"
            + " \"inputs\"?");
    assertProblem(
        "datasets:\n  - file: a.xlsx",
        " line 2: the format \"xlsx\" is not read; it can be \"jsonl\", \"csv\", \"parquet\","
            + " \"bedrock\", \"fmeval\", \"promptfoo\"");
    assertProblem("datasets:\n  - name: x", " line 2: a dataset needs file");
    assertProblem(
        "datasets:\n  - {file: a.jsonl}\n  - {file: a.jsonl}",
        " line 3: two datasets are named \"a.jsonl\"; give one of them another name");
    assertProblem(
        "datasets:\n  - {file: a.jsonl, inputs: [x], reference: x}",
        " line 2: \"x\" is an input and the reference; the reference must be hidden from the prompt");
    assertProblem(
        "datasets:\n  - {file: a.csv, at: {x: /y}}",
        " line 2: JSON Pointers lead into nested values, which CSV has none of; name columns, or use"
            + " JSON Lines");
    assertProblem(
        "datasets:\n  - {file: a.jsonl, format: bedrock, tags: [x]}",
        " line 2: tags means nothing for the format bedrock, which says itself what its fields mean");
    assertProblem(
        "datasets:\n  - {file: a.jsonl, labels: [x]}",
        " line 2: reference must name the field that this is about");
    assertProblem(
        "datasets:\n  - {file: a.jsonl, reference: x, reference-list: y}",
        " line 2: reference and reference-list exclude each other");
    assertProblem(
        "datasets: [{file: a.jsonl}]\nthresholds: {f1: high}",
        " line 2: the threshold of \"f1\" must be a number");
    assertProblem(
        "datasets: [{file: ../../../x.jsonl}]",
        " line 1: \"../../../x.jsonl\" leads out of the folder " + folder
            + "; name a folder above both");
  }

  @Test
  void evaluatorsMayBeOnesOwn() throws IOException {
    write(
        "support/refund/use-case.yaml",
        "datasets: [{file: a.jsonl}]\nevaluators: [politeness, exact-match]");
    UseCase useCase = catalog.get("support/refund");
    Evaluator politeness = (example, answer) -> List.of(new Score.Value("politeness", 1));
    assertThat(useCase.evaluators(Map.of("politeness", politeness)))
        .hasSize(2)
        .first()
        .isSameAs(politeness);
    assertThatThrownBy(() -> useCase.evaluators(Map.of("polite", politeness)))
        .isInstanceOf(DatasetException.class)
        .hasMessage("the use case support/refund names the evaluator \"politeness\"; known are"
            + " \"exact-match\", \"quasi-exact-match\", \"contains-reference\", \"token-f1\", \"rouge\","
            + " \"label\", \"assertions\", \"polite\", and others that are given");
    write("support/refund/use-case.yaml", "datasets: [{file: a.jsonl}]\nevaluators: [label]");
    UseCase unlabelled = catalog.get("support/refund");
    assertThatThrownBy(() -> unlabelled.evaluators(Map.of()))
        .hasMessage(
            "the use case support/refund names the evaluator label, but no dataset of it has"
                + " labels");
  }
}
