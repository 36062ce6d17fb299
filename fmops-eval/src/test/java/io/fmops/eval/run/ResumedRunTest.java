package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.Grading;
import io.fmops.eval.judge.Judge;
import io.fmops.eval.judge.Rubric;
import io.fmops.eval.metric.Evaluators;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.ToolDefinition;
import io.fmops.model.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run that did not come to its end leaves, and what the next one makes of it. */
@Timeout(60)
class ResumedRunTest {

  private static final CandidatePrompt PLAIN =
      new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n")));

  @TempDir
  private Path folder;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private Path rows = Path.of("set by each test");
  private Path journal = rows;

  @BeforeEach
  void nameFiles() {
    rows = folder.resolve("rows.jsonl");
    journal = folder.resolve("rows.jsonl.journal");
  }

  private static Dataset numbers(int size) {
    return Dataset.of(
        "numbers",
        IntStream.range(0, size)
            .mapToObj(n -> new Example(
                "n" + n, Map.of("n", "数 " + n), Optional.of(n % 2 == 0 ? "even" : "odd")))
            .toList());
  }

  private Evaluation.Builder evaluation(Dataset dataset, Function<String, String> answers) {
    return Evaluation.builder()
        .dataset(dataset)
        .candidates(List.of(candidate("a", answers), candidate("b", n -> "even")))
        .evaluators(List.of(Evaluators.label(Set.of("odd", "even"))))
        .concurrency(4)
        .results(rows);
  }

  private Candidate candidate(String name, Function<String, String> answers) {
    return new Candidate(
        name,
        FunctionModel.of(name, n -> {
          asked.add(name + " " + n);
          return answers.apply(n);
        }),
        PLAIN,
        InferenceParameters.DEFAULTS);
  }

  /** Ends a run by an exception once a row was told of. */
  private static RunListener endingAt(long row) {
    return new RunListener() {
      @Override
      public void row(ResultRow finished, long done) {
        if (done == row) {
          throw new IllegalStateException("the power is out");
        }
      }
    };
  }

  private void runUntil(long row) {
    assertThatThrownBy(() ->
            evaluation(numbers(100), n -> "odd").listener(endingAt(row)).build().run())
        .hasMessage("the power is out");
  }

  @Test
  void theNextRunAsksForWhatIsMissingAndForNothingElse() throws Exception {
    EvaluationResult whole = evaluation(numbers(100), n -> "odd").build().run();
    List<String> wholeRows = withoutTimes(Files.readAllLines(rows));
    asked.clear();
    runUntil(50);
    assertThat(journal).exists();
    List<String> before = List.copyOf(asked);
    asked.clear();

    EvaluationResult resumed = evaluation(numbers(100), n -> "odd").build().run();

    // Calls that were under way when the run failed are interrupted, and may be made again.
    assertThat(before.size() + asked.size()).isBetween(200, 204);
    assertThat(asked.stream().filter(before::contains).count()).isLessThanOrEqualTo(4);
    assertThat(withoutTimes(Files.readAllLines(rows))).isEqualTo(wholeRows);
    assertThat(resumed.candidate("a").measures()).isEqualTo(whole.candidate("a").measures());
    assertThat(resumed.candidate("a").inputTokens()).isEqualTo(100_000);
    assertThat(journal).doesNotExist();
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll("\"(latency|firstToken)Millis\":[0-9.E-]+,", ""))
        .toList();
  }

  @Test
  void theResultsOfTheRunBeforeStayUntilTheNewOnesAreWhole() throws Exception {
    evaluation(numbers(10), n -> "even").build().run();
    String before = Files.readString(rows);
    runUntil(50);
    assertThat(rows).hasContent(before.strip());
  }

  @Test
  void aTornLastLineIsAskedForAgain() throws Exception {
    runUntil(50);
    List<String> lines = new ArrayList<>(Files.readAllLines(journal));
    lines.removeIf(line -> line.contains("\"error\""));
    String whole = String.join("\n", lines);
    Files.writeString(journal, whole.substring(0, whole.length() - 7));
    asked.clear();
    evaluation(numbers(100), n -> "odd").build().run();
    assertThat(asked).as("all but the header and the whole rows").hasSize(200 - lines.size() + 2);
    assertThat(Files.readAllLines(rows)).hasSize(200);
  }

  @Test
  void garbageBehindTheRowsIsDropped() throws Exception {
    runUntil(50);
    Files.write(journal, new byte[4096], StandardOpenOption.APPEND);
    Files.writeString(journal, "\n{\"example\":1}\n", StandardOpenOption.APPEND);
    evaluation(numbers(100), n -> "odd").build().run();
    assertThat(asked).hasSize(200);
    assertThat(Files.readAllLines(rows)).hasSize(200);
  }

  @Test
  void aRowWhoseJudgeWasDownIsAskedForAgain() throws Exception {
    AtomicReference<String> state = new AtomicReference<>("down");
    Judge judge = Judge.of(FunctionModel.of("judge", n -> {
      if (state.get().equals("down")) {
        throw new UnavailableException("no judge today");
      }
      return "[[7]]";
    }));
    Evaluation.Builder judged = evaluation(numbers(20), n -> "odd")
        .evaluators(List.of(Grading.builder(judge)
            .question(example -> example.field("n"))
            .rubric(Rubric.of(1, 10, new Rubric.Criterion("help", "It helps.")))
            .build()));
    RunListener powerCut = endingAt(40);
    assertThatThrownBy(() -> judged.listener(powerCut).build().run())
        .hasMessage("the power is out");
    asked.clear();
    state.set("up");

    EvaluationResult result = judged.listener(RunListener.SILENT).build().run();

    assertThat(asked).hasSize(40);
    assertThat(result.candidate("a").errors()).isZero();
    assertThat(result.candidate("a").unscored()).isEmpty();
    assertThat(result.candidate("a").measures().get("judge-help").value()).isEqualTo(7);
  }

  @Test
  void aJudgeThatIsDownIsAnErrorOfTheRowThatKeepsTheAnswer() throws Exception {
    Judge judge = Judge.of(FunctionModel.of("judge", n -> {
      throw new UnavailableException("no judge today");
    }));
    EvaluationResult result = evaluation(numbers(5), n -> "odd")
        .evaluators(List.of(
            Evaluators.exactMatch(),
            Grading.builder(judge)
                .question(example -> example.field("n"))
                .rubric(Rubric.of(1, 10, new Rubric.Criterion("help", "It helps.")))
                .build()))
        .build()
        .run();
    assertThat(result.candidate("a").errors()).isEqualTo(5);
    assertThat(result.candidate("a").answers()).isEqualTo(5);
    assertThat(result.candidate("a").failedCalls()).isZero();
    assertThat(result.candidate("a").failure()).isEmpty();
    assertThat(result.candidate("a").unscored()).containsEntry("judge-help", 5L);
    try (Stream<ResultRow> read = ResultRows.read(rows)) {
      assertThat(read)
          .allMatch(
              row -> row.error().orElse("").equals("the judge did not answer: no judge today"));
    }
  }

  @Test
  void aRequestThatDiffersInItsToolsAloneIsAnotherEvaluation() {
    CandidatePrompt tools = new CandidatePrompt(
        "plain",
        example -> GenerateRequest.builder()
            .user(example.field("n"))
            .tool(new ToolDefinition("clock", "tells the time", JsonSchema.of("{}")))
            .build());
    runUntil(50);
    assertThatThrownBy(() -> evaluation(numbers(100), n -> "odd")
            .candidates(List.of(
                new Candidate(
                    "a", FunctionModel.of("a", n -> "odd"), tools, InferenceParameters.DEFAULTS),
                candidate("b", n -> "even")))
            .build()
            .run())
        .hasMessageContaining("the request of its candidate 1 is");
  }

  @Test
  void everyRowSaysOfHowManyExamplesItsDatasetIs() throws Exception {
    evaluation(numbers(7), n -> "odd").build().run();
    try (Stream<ResultRow> read = ResultRows.read(rows)) {
      assertThat(read).allMatch(row -> row.datasetSize().equals(OptionalLong.of(7)));
    }
  }

  @Test
  void rowsWithAnErrorAreAskedForAgain() throws Exception {
    assertThatThrownBy(() -> evaluation(numbers(100), n -> {
              throw new IllegalArgumentException("out of order");
            })
            .listener(endingAt(100))
            .build()
            .run())
        .hasMessage("the power is out");
    EvaluationResult result = evaluation(numbers(100), n -> "odd").build().run();
    assertThat(result.candidate("a").errors()).isZero();
    assertThat(asked.stream().filter("b 数 3"::equals)).hasSize(1);
    assertThat(asked.stream().filter("a 数 3"::equals)).hasSize(2);
    assertThat(Files.readAllLines(rows)).hasSize(200).noneMatch(line -> line.contains("error"));
  }

  @Test
  void anotherEvaluationDoesNotGoOnWithTheseRowsAndSaysWhatDiffers() {
    runUntil(50);
    asked.clear();
    assertThatThrownBy(() -> evaluation(numbers(99), n -> "odd").build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(journal.toString())
        .hasMessageContaining("its version is");
    CandidatePrompt changed =
        new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n") + "?"));
    Candidate b = candidate("b", n -> "even");
    assertThatThrownBy(() -> evaluation(numbers(100), n -> "odd")
            .candidates(List.of(
                candidate("a", n -> "odd"), new Candidate("b", b.model(), changed, b.parameters())))
            .build()
            .run())
        .hasMessageContaining("the request of its candidate 2 is");
    assertThatThrownBy(
            () -> evaluation(numbers(100), n -> "odd").repetitions(2).build().run())
        .hasMessageContaining("its repetitions is \"1\", this one's 2".replace("\"", ""));
    assertThat(asked).isEmpty();
    assertThat(journal).exists();
  }

  @Test
  void startingOverForgetsTheRowsOfTheUnfinishedRun() throws Exception {
    runUntil(50);
    asked.clear();
    evaluation(numbers(99), n -> "odd").startOver().build().run();
    assertThat(asked).hasSize(198);
    assertThat(Files.readAllLines(rows)).hasSize(198);
  }

  @Test
  void aFileThatIsNoJournalIsNotWrittenOver() throws Exception {
    Files.writeString(journal, "my notes\n");
    assertThatThrownBy(() -> evaluation(numbers(10), n -> "odd").build().run())
        .hasMessageContaining("no journal");
    assertThat(journal).hasContent("my notes");
  }

  @Test
  void twoRunsDoNotWriteToOneFile() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<EvaluationResult> first = new AtomicReference<>();
    Thread other = new Thread(() -> first.set(evaluation(numbers(10), n -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "odd";
        })
        .build()
        .run()));
    other.start();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> evaluation(numbers(10), n -> "odd").build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("being written by another run");
    release.countDown();
    other.join();
    assertThat(first.get()).isNotNull();
    assertThat(Files.readAllLines(rows, StandardCharsets.UTF_8)).hasSize(20);
  }
}
