package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.run.RunListener;
import io.fmops.eval.stats.Samples;
import io.fmops.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in local mode. */
@Tag("long")
class SparkEvaluationTest {

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir
  private Path folder;

  private SparkEvaluation.Builder evaluation(Desk desk, Dataset dataset) {
    return SparkEvaluation.builder()
        .spark(SPARK)
        .dataset(dataset)
        .setup(desk)
        .checkpoint(folder.resolve("rows").toString());
  }

  /** Everything but the times. */
  static void assertSameFigures(EvaluationResult result, EvaluationResult local) {
    assertThat(result.dataset()).isEqualTo(local.dataset());
    assertThat(result.examples()).isEqualTo(local.examples());
    assertThat(result.currency()).isEqualTo(local.currency());
    assertThat(result.ending()).isEqualTo(local.ending());
    assertThat(result.candidates()).hasSameSizeAs(local.candidates());
    for (CandidateResult expected : local.candidates()) {
      CandidateResult found = result.candidate(expected.name());
      assertThat(found)
          .usingRecursiveComparison()
          .ignoringFields("measures", "perExample", "latencyMillis", "latency")
          .isEqualTo(expected);
      assertThat(found.measures().keySet())
          .containsExactlyElementsOf(expected.measures().keySet());
      expected.measures().forEach((name, estimate) -> {
        var measure = found.measures().get(name);
        assertThat(measure.value() == estimate.value()).as(name).isTrue();
        assertThat(measure.low() == estimate.low()).as(name + " low").isTrue();
        assertThat(measure.high() == estimate.high()).as(name + " high").isTrue();
        assertThat(measure.n()).as(name + " n").isEqualTo(estimate.n());
      });
      assertThat(found.perExample().keySet())
          .containsExactlyElementsOf(expected.perExample().keySet());
      expected
          .perExample()
          .forEach((name, samples) ->
              assertThat(values(found.perExample().get(name))).as(name).isEqualTo(values(samples)));
    }
  }

  private static double[] values(Samples samples) {
    return IntStream.range(0, samples.size()).mapToDouble(samples::get).toArray();
  }

  @Test
  void figuresAreThoseOfALocalRunToTheLastDigit() {
    Dataset messages = Desk.messages(600);
    Desk desk = new Desk("same");
    EvaluationResult result =
        evaluation(desk, messages).waveExamples(250).repetitions(2).build().run();
    EvaluationResult local = Evaluation.builder()
        .dataset(messages)
        .candidates(desk.candidates())
        .evaluators(Desk.evaluators())
        .repetitions(2)
        .results(folder.resolve("local.jsonl"))
        .build()
        .run();
    assertSameFigures(result, local);
    assertThat(result.version()).isEqualTo(local.version());
    CandidateResult quick = result.candidate("quick");
    assertThat(quick.errors()).isPositive();
    assertThat(quick.measures().get("accuracy").value()).isBetween(0.3, 0.95);
    assertThat(quick.measures()).containsKeys("bleu-13a", "f1:refund of the order");
    assertThat(quick.measures().keySet()).anyMatch(name -> name.startsWith("rougeL"));
    assertThat(result.candidate("careful").parameters()).isEqualTo("maxTokens=64 temperature=0.25");
  }

  @Test
  void resultsAreTheRowsOfALocalRunInTheSameOrder() throws IOException {
    Dataset messages = Desk.messages(150);
    Desk desk = new Desk("results");
    Path spark = folder.resolve("spark.jsonl");
    Path local = folder.resolve("local.jsonl");
    List<Long> heard = new ArrayList<>();
    evaluation(desk, messages)
        .waveExamples(40)
        .repetitions(2)
        .results(spark)
        .listener(new RunListener() {
          @Override
          public void started(String dataset, long rows) {
            heard.add(rows);
          }

          @Override
          public void row(ResultRow row, long done) {
            heard.add(done);
          }
        })
        .build()
        .run();
    Evaluation.builder()
        .dataset(messages)
        .candidates(desk.candidates())
        .evaluators(Desk.evaluators())
        .repetitions(2)
        .results(local)
        .build()
        .run();
    assertThat(withoutTimes(spark)).isEqualTo(withoutTimes(local)).hasSize(600);
    assertThat(heard).hasSize(601).startsWith(600L, 1L, 2L).endsWith(599L, 600L);
    try (Stream<ResultRow> rows = ResultRows.read(spark)) {
      assertThat(rows.filter(row -> row.index() == 7)).hasSize(4);
    }
    assertThat(SparkEvaluation.rows(SPARK, folder.resolve("rows").toString()).count())
        .isEqualTo(600);
  }

  private static List<String> withoutTimes(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll("\"(latency|firstToken)Millis\":[0-9.E-]+", "\"$1\""))
        .toList();
  }

  @Test
  void partsAreOpenedOnceForAllTasksAndClosedAtTheEnd() {
    Desk desk = new Desk("once");
    evaluation(desk, Desk.messages(200)).waveExamples(50).tasks(8).build().run();
    assertThat(desk.records().opened).hasValue(1);
    assertThat(desk.records().closed).hasValue(2);
    assertThat(OpenParts.count()).isZero();
  }

  @Test
  void callsOfATaskRunAtOnce() {
    Desk desk = new Desk("at-once");
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    desk.records().beforeAnswer = text -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      sleep(20);
      now.decrementAndGet();
    };
    evaluation(desk, Desk.messages(40)).tasks(1).callsPerTask(4).build().run();
    assertThat(most).hasValue(4);
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aWrongDatasetCostsNothing() {
    Desk desk = new Desk("wrong-dataset");
    Dataset broken = Dataset.json(
        "broken",
        io.fmops.eval.dataset.Fields.of("message").withId("id").withReference("kind"),
        () -> Stream.of("{\"id\":\"1\",\"message\":\"x\",\"kind\":\"y\"}", "{\"id\":\"2\"}"));
    assertThatThrownBy(() -> evaluation(desk, broken).build().run())
        .isInstanceOf(DatasetException.class)
        .hasMessage("broken row 2: the field \"message\" is missing; the row has \"id\"");
    assertThat(desk.records().asked()).isZero();
    assertThat(desk.records().closed).hasValue(2);
    assertThat(folder.resolve("rows")).doesNotExist();
  }

  private record Strict(Desk desk) implements EvaluationSetup {
    @Override
    public EvaluationParts open(ExecutorShare share) {
      Evaluator refusing = new Evaluator() {
        @Override
        public List<Score> evaluate(Example example, String answer) {
          return List.of();
        }

        @Override
        public void check(ModelId candidate) {
          throw new IllegalArgumentException(candidate + " may not judge itself");
        }
      };
      return EvaluationParts.of(desk.open(share).candidates(), List.of(refusing));
    }
  }

  @Test
  void evaluatorsThatMayNotScoreAndNamesThatComeTwiceAreFoundBeforeTheFirstCall() {
    Dataset messages = Desk.messages(3);
    Desk desk = new Desk("refused");
    assertThatThrownBy(
            () -> evaluation(desk, messages).setup(new Strict(desk)).build().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("may not judge itself");
    EvaluationSetup twice = share -> {
      var first = desk.open(share).candidates().get(0);
      return EvaluationParts.of(List.of(first, first), Desk.evaluators());
    };
    assertThatThrownBy(() -> evaluation(desk, messages).setup(twice).build().run())
        .hasMessage("two candidates are named \"quick\"; names must be unique");
    assertThatThrownBy(() -> evaluation(desk, messages)
            .setup(share -> EvaluationParts.of(List.of(), Desk.evaluators()))
            .build()
            .run())
        .hasMessageContaining("the setup gives 0 and 4");
    assertThat(desk.records().asked()).isZero();
  }

  @Test
  void aSetupThatCannotTravelIsRefusedInWords() {
    Object connection = new Object();
    assertThatThrownBy(() -> evaluation(new Desk("stays"), Desk.messages(1))
            .setup(share -> {
              throw new IllegalStateException(connection.toString());
            })
            .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the setup cannot be sent to executors")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> SparkEvaluation.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an evaluation over Spark needs a Spark session");
    assertThatThrownBy(() -> SparkEvaluation.builder()
            .spark(SPARK)
            .dataset(Desk.messages(1))
            .setup(new Desk("x"))
            .build())
        .hasMessage("an evaluation over Spark needs a checkpoint");
    assertThatThrownBy(() -> SparkEvaluation.builder().checkpoint("rows-*"))
        .hasMessageContaining("characters that Spark takes for a pattern");
    assertThatThrownBy(() -> SparkEvaluation.builder().callsPerTask(0))
        .hasMessage("callsPerTask is 0; it must be 1 to 1024");
  }

  @Test
  void quotasAreKeptByAllTasksTogether() {
    Desk desk = new Desk("quota");
    EvaluationResult result = evaluation(desk, Desk.messages(60))
        .tasks(6)
        .quota("desk:quota-quick", ModelQuota.requestsPerMinute(25).withMaxWait(Duration.ZERO))
        .build()
        .run();
    assertThat(calls(desk, "desk:quota-quick")).isEqualTo(25);
    assertThat(calls(desk, "desk:quota-careful")).isEqualTo(60);
    assertThat(result.candidate("quick").errors()).isGreaterThanOrEqualTo(35);
    assertThat(SparkEvaluation.rows(SPARK, folder.resolve("rows").toString())
            .filter("error like '%was not called, to keep within the limit%'")
            .count())
        .isEqualTo(35);
  }

  @Test
  void anExecutorGetsItsPartOfAQuota() {
    Desk desk = new Desk("part");
    evaluation(desk, Desk.messages(40))
        .executors(4)
        .quota("desk:part-quick", ModelQuota.requestsPerMinute(30).withMaxWait(Duration.ZERO))
        .build()
        .run();
    assertThat(calls(desk, "desk:part-quick")).isEqualTo(7);
  }

  private static int calls(Desk desk, String model) {
    return desk.records().calls.entrySet().stream()
        .filter(call -> call.getKey().startsWith(model + " "))
        .mapToInt(call -> call.getValue().get())
        .sum();
  }

  @Test
  void aQuotaThatNobodyKeepsIsRefused() {
    Desk desk = new Desk("unkept");
    assertThatThrownBy(() -> evaluation(desk, Desk.messages(3))
            .quota("desk:unkept-quikc", ModelQuota.requestsPerMinute(5))
            .build()
            .run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the quotas of [desk:unkept-quikc] would not be kept, as the setup asks no limit for a model of that id; let it use share.limited(model)");
    assertThat(desk.records().asked()).isZero();
    assertThat(desk.records().closed).hasValue(2);
  }

  @Test
  void resultsAreNotWrittenOverTheDataset() throws IOException {
    Path file = folder.resolve("data.jsonl");
    Files.writeString(file, "{\"message\":\"a\",\"kind\":\"b\"}\n");
    Dataset dataset =
        Dataset.jsonl(file, io.fmops.eval.dataset.Fields.of("message").withReference("kind"));
    assertThatThrownBy(
            () -> evaluation(new Desk("over"), dataset).results(file).build().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would be written over the dataset");
    assertThat(file).content().contains("\"kind\"");
  }

  @Test
  void resultsAreNotWrittenAmongTheFilesOfARowsDataset() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data of rows"));
    Path file = Files.writeString(
        data.resolve("part.json"), "{\"id\":\"1\",\"message\":\"a\",\"kind\":\"b\"}\n");
    Dataset dataset = SparkDataset.of(
        "rows",
        SPARK.read().json(data.toString()),
        io.fmops.eval.dataset.Fields.of("message").withId("id").withReference("kind"));
    Desk desk = new Desk("among");
    for (Dataset one : List.of(dataset, dataset.withName("a view"))) {
      assertThatThrownBy(() -> evaluation(desk, one).results(file).build().run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("would be written over the dataset");
      for (Path inside :
          List.of(data.resolve("results.jsonl"), data.resolve("new/results.jsonl"))) {
        assertThatThrownBy(() -> evaluation(desk, one).results(inside).build().run())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("would be in a folder that the dataset is read from");
      }
    }
    assertThat(file).content().contains("\"kind\"");
    assertThat(desk.records().opened).hasValue(0);
    assertThat(SparkDataset.of(
                "none",
                SPARK.range(3).selectExpr("string(id) as id"),
                io.fmops.eval.dataset.Fields.of("id").withId("id"))
            .sources())
        .isEmpty();
  }

  @Test
  void rowsOfNoCheckpointAreNone() {
    assertThat(SparkEvaluation.rows(SPARK, folder.resolve("nowhere").toString()).count())
        .isZero();
  }
}
