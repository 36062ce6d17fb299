package io.fmops.eval.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.Candidate;
import io.fmops.eval.run.CandidatePrompt;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.FunctionModel;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.store.RunComparison.Change;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultStoreTest {

  @TempDir
  private Path folder;

  private static Dataset dataset(int size) {
    return Dataset.of(
        "質問",
        IntStream.range(0, size)
            .mapToObj(n -> new Example("n" + n, Map.of("n", "問 " + n), Optional.of("答え " + n)))
            .toList());
  }

  private EvaluationResult run(Dataset dataset, Path rows, Function<Integer, String> answers) {
    return Evaluation.builder()
        .dataset(dataset)
        .candidates(List.of(new Candidate(
            "a",
            FunctionModel.of("m", text -> answers.apply(number(text))),
            new CandidatePrompt("p", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .evaluators(List.of(Evaluators.exactMatch()))
        .results(rows)
        .build()
        .run();
  }

  private static int number(String text) {
    return Integer.parseInt(text.replaceAll("\\D", ""));
  }

  private StoredRun add(ResultStore store, Function<Integer, String> answers) {
    Path rows = folder.resolve("rows.jsonl");
    return store.add(run(dataset(40), rows, answers), rows, Map.of("commit", "1a2b3c"));
  }

  @Test
  void whatWasAddedIsThereForTheNextProcess() {
    StoredRun added = add(ResultStore.folder(folder.resolve("store")), n -> "答え " + n);

    ResultStore store = ResultStore.folder(folder.resolve("store"));
    assertThat(store.runs()).containsExactly(added);
    StoredRun run = store.run(added.id());
    assertThat(run.dataset()).isEqualTo("質問");
    assertThat(run.version()).contains(dataset(40).version());
    assertThat(run.labels()).containsEntry("commit", "1a2b3c");
    assertThat(run.candidate("a").measures().get("exact-match").value()).isEqualTo(1);
    try (Stream<?> rows = store.rows(added.id())) {
      assertThat(rows).hasSize(40);
    }
  }

  @Test
  void aStoreThatNobodyWroteToIsEmpty() {
    assertThat(ResultStore.folder(folder.resolve("none")).runs()).isEmpty();
  }

  @Test
  void aRunThatWasNotWhollyAddedIsNotThere() throws Exception {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    StoredRun added = add(store, n -> "");
    Path torn = folder.resolve("store/.unfinished-20990101T000000.000Z-00000000");
    Files.createDirectories(torn);
    Files.writeString(torn.resolve("run.json"), "{");
    assertThat(store.runs()).containsExactly(added);
  }

  @Test
  void rowsThatAreNoneAreNotAdded() throws Exception {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    Path rows = folder.resolve("rows.jsonl");
    EvaluationResult result = run(dataset(3), rows, n -> "");
    Files.writeString(rows, "{\"example\": \"n1\"}\n");
    assertThatThrownBy(() -> store.add(result, rows, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.jsonl, line 1: the row has no");
    assertThat(store.runs()).isEmpty();
  }

  /** Labels that do something when they are copied, which is after the rows were checked. */
  private static Map<String, String> meanwhile(Runnable something) {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, String>> entrySet() {
        something.run();
        return Set.of();
      }
    };
  }

  @Test
  void anAddThatFailsLeavesNothingBehind() throws Exception {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    Path rows = folder.resolve("rows.jsonl");
    EvaluationResult result = run(dataset(3), rows, n -> "");
    assertThatThrownBy(
            () -> store.add(result, rows, meanwhile(() -> Thread.currentThread().interrupt())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the run cannot be added to " + folder.resolve("store"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.resolve("store")).isEmptyDirectory();
    assertThatThrownBy(() -> store.add(result, rows, meanwhile(() -> deleted(rows))))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(NoSuchFileException.class);
    assertThat(folder.resolve("store")).isEmptyDirectory();
  }

  private static void deleted(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDamagedRunIsLeftOutOfTheListWithAWarningAndHidesNoOther() throws Exception {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    StoredRun first = add(store, n -> "");
    StoredRun second = add(store, n -> "");
    StoredRun third = add(store, n -> "");
    Path damaged = folder.resolve("store").resolve(second.id()).resolve("run.json");
    Files.writeString(damaged, "{\"id\": ");
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(store.runs()).containsExactly(first, third);
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("WARN", damaged.toString());
    assertThat(store.run(third.id())).isEqualTo(third);
    assertThat(store.trend("質問", "a", "exact-match")).hasSize(2);
    assertThatThrownBy(() -> store.run(second.id()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the run is damaged: " + damaged + ": this is no JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"COMPLETE\" | \"DONE\"    | \"ending\" is \"DONE\"; it must be one of [COMPLETE, ",
        "\"id\"       | \"name\"    | the run has no \"id\"",
        "\"id\" : \"2 | \"id\" : \"3 | \"id\" is \"30",
        "\"0\"        | \"a lot\"   | \"evaluationCost\" is no amount: a lot"
      })
  void whatIsWrongWithADamagedRunIsSaid(String right, String wrong, String said) throws Exception {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    StoredRun run = add(store, n -> "");
    Path file = folder.resolve("store").resolve(run.id()).resolve("run.json");
    String json = Files.readString(file);
    assertThat(json).contains(right);
    Files.writeString(file, json.replace(right, wrong));
    assertThatThrownBy(() -> store.run(run.id()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(said);
    assertThat(store.runs()).isEmpty();
  }

  @Test
  void aRunIsReadThatWasStoredBeforeItsEndingTokensAndCostsOfEvaluationWereKept() throws Exception {
    Path old = folder.resolve("store/20260102T030405.678Z-0123abcd");
    Files.createDirectories(old);
    Files.writeString(old.resolve("run.json"), """
        {
          "id" : "20260102T030405.678Z-0123abcd",
          "at" : "2026-01-02T03:04:05.678Z",
          "dataset" : "questions",
          "examples" : 3,
          "currency" : "USD",
          "labels" : { "commit" : "1a2b3c" },
          "candidates" : [ {
            "name" : "a",
            "model" : "m",
            "prompt" : "p",
            "parameters" : "",
            "errors" : 1,
            "measures" : {
              "exact-match" : { "value" : 0.5, "low" : 0.1, "high" : 0.9, "n" : 2 }
            },
            "medianMillis" : 12.5,
            "cost" : "0.25"
          } ]
        }
        """);
    StoredRun run =
        ResultStore.folder(folder.resolve("store")).run("20260102T030405.678Z-0123abcd");
    assertThat(run.ending()).isEmpty();
    StoredRun.Summary summary = run.candidate("a");
    assertThat(summary.measures())
        .containsExactly(Map.entry("exact-match", new Estimate(0.5, 0.1, 0.9, 2)));
    assertThat(summary.cost()).contains(new BigDecimal("0.25"));
    assertThat(summary.evaluationCost()).isEmpty();
    assertThat(summary.unscored()).isEmpty();
    assertThat(summary.inputTokens()).isEmpty();
    assertThat(summary.outputTokens()).isEmpty();
    assertThat(StoredRun.fromJson(run.toJson())).isEqualTo(run);
  }

  @Test
  void aMeasureThatIsNamedByALabelWithHalfACharacterDoesNotMakeTheRunUnreadable() {
    Estimate recall = new Estimate(0.5, 0.1, 0.9, 2);
    StoredRun.Summary summary = new StoredRun.Summary(
        "a",
        "m",
        "\ud83d",
        "",
        0,
        Map.of("recall:\ud83d", recall),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
    StoredRun run = new StoredRun(
        "id",
        Instant.EPOCH,
        "d",
        Optional.empty(),
        1,
        "USD",
        Map.of(),
        List.of(summary),
        Optional.empty());
    String json = run.toJson();
    assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(json);
    StoredRun.Summary read = StoredRun.fromJson(json).candidate("a");
    assertThat(read.prompt()).isEqualTo("\ud83d");
    assertThat(read.measures()).containsExactly(Map.entry("recall:\\ud83d", recall));
  }

  @Test
  void anUnknownRunAndAPathAreNoRuns() {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    add(store, n -> "");
    for (String id : List.of("x", "../store", "20990101T000000.000Z-00000000")) {
      assertThatThrownBy(() -> store.rows(id)).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> store.run(id))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining(id);
    }
  }

  @Test
  void aMeasureIsFollowedOverRuns() {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    for (int right : List.of(10, 20, 40)) {
      add(store, n -> n < right ? "答え " + n : "?");
    }
    assertThat(store.trend("質問", "a", "exact-match"))
        .extracting(point -> point.value().value())
        .containsExactly(0.25, 0.5, 1.0);
    assertThat(store.trend("質問", "b", "exact-match")).isEmpty();
  }

  @Test
  void aComparisonSaysWhatWasFixedAndWhatWasBroken() {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    StoredRun before = add(store, n -> n < 20 ? "答え " + n : "?");
    StoredRun after = add(store, n -> n >= 5 ? "答え " + n : "<b>broken</b>");

    RunComparison comparison =
        store.compare(before.id(), after.id(), Compared.by("a", "exact-match"));

    assertThat(comparison.count(Change.FIXED)).isEqualTo(20);
    assertThat(comparison.count(Change.BROKEN)).isEqualTo(5);
    assertThat(comparison.count(Change.UNCHANGED)).isEqualTo(15);
    assertThat(comparison.difference().value()).isEqualTo(15.0 / 40);
    assertThat(comparison.significance().pValue()).isBetween(0.0005, 0.02);
    assertThat(comparison.changes()).hasSize(25);
    assertThat(comparison.changes().get(0))
        .isEqualTo(
            new RunComparison.ExampleChange("n0", Change.BROKEN, 1, 0, "答え 0", "<b>broken</b>"));
  }

  @Test
  void whatHasNoScoreOnOneSideIsLostOrGainedAndDoesNotCount() {
    ResultStore store = ResultStore.folder(folder.resolve("store"));
    StoredRun before = add(store, n -> n == 0 ? fail() : "答え " + n);
    StoredRun after = add(store, n -> n == 1 ? fail() : "答え " + n);
    RunComparison comparison =
        store.compare(before.id(), after.id(), Compared.by("a", "exact-match"));
    assertThat(comparison.count(Change.GAINED)).isEqualTo(1);
    assertThat(comparison.count(Change.LOST)).isEqualTo(1);
    assertThat(comparison.difference().n()).isEqualTo(38);
    assertThat(comparison.changes().get(1).outputAfter()).contains("no answer today");
  }

  private static String fail() {
    throw new IllegalStateException("no answer today");
  }

  @Test
  void anExampleThatIsAnotherOneNowIsNotComparedWithItself() {
    Path a = folder.resolve("a.jsonl");
    Path b = folder.resolve("b.jsonl");
    run(dataset(10), a, n -> "");
    Dataset changed = Dataset.of(
        "changed",
        IntStream.range(0, 10)
            .mapToObj(n ->
                new Example("n" + n, Map.of("n", "問 " + (n + n / 9)), Optional.of("答え " + n)))
            .toList());
    run(changed, b, n -> "");
    RunComparison comparison = RunComparison.of(a, b, Compared.by("a", "exact-match"));
    assertThat(comparison.count(Change.DIFFERENT_EXAMPLE)).isEqualTo(1);
    assertThat(comparison.difference().n()).isEqualTo(9);
    assertThat(comparison.difference().value()).isZero();
    assertThat(comparison.significance().pValue()).isEqualTo(1);
  }

  @Test
  void examplesWhoseTextsHaveOneHashCodeAreToldApart() {
    Path a = folder.resolve("a.jsonl");
    Path b = folder.resolve("b.jsonl");
    List<Example> same = dataset(2).examples().toList();
    run(Dataset.of("d", with(same, "5 Aa")), a, n -> "");
    run(Dataset.of("d", with(same, "5 BB")), b, n -> "");
    RunComparison comparison = RunComparison.of(a, b, Compared.by("a", "exact-match"));
    assertThat(comparison.counts())
        .containsOnly(Map.entry(Change.UNCHANGED, 2L), Map.entry(Change.DIFFERENT_EXAMPLE, 1L));
  }

  private static List<Example> with(List<Example> examples, String text) {
    Example more = new Example("more", Map.of("n", text), Optional.of("5"));
    return Stream.concat(examples.stream(), Stream.of(more)).toList();
  }

  @Test
  void aScoreThatNobodyHasIsNamedWithThoseThereAre() {
    Path a = folder.resolve("a.jsonl");
    run(dataset(10), a, n -> "");
    assertThatThrownBy(() -> RunComparison.of(a, a, Compared.by("a", "accuracy")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accuracy")
        .hasMessageContaining("[exact-match] of [a]");
  }
}
