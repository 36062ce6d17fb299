package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.model.CancelledException;
import io.fmops.model.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on where others ended. */
@Tag("long")
class CheckpointTest {

  private static final SparkSession SPARK = LocalSpark.session();
  private static final int MESSAGES = 60;

  @TempDir
  private Path folder;

  private SparkEvaluation.Builder evaluation(Desk desk) {
    return SparkEvaluation.builder()
        .spark(SPARK)
        .dataset(Desk.messages(MESSAGES))
        .setup(desk)
        .waveExamples(20)
        .checkpoint(folder.resolve("rows").toString());
  }

  private static EvaluationResult local(Desk desk, Dataset messages) {
    Desk other = new Desk(desk.name());
    return Evaluation.builder()
        .dataset(messages)
        .candidates(other.candidates())
        .evaluators(Desk.evaluators())
        .build()
        .run();
  }

  private List<Path> waves() throws IOException {
    try (Stream<Path> waves = Files.list(folder.resolve("rows/waves"))) {
      return waves.sorted().toList();
    }
  }

  private void assertOneRowForEachCell() {
    var rows = SparkEvaluation.rows(SPARK, folder.resolve("rows").toString());
    assertThat(rows.count()).isEqualTo(2 * MESSAGES);
    assertThat(rows.select("cell").distinct().count()).isEqualTo(2 * MESSAGES);
    assertThat(rows.filter("cell < 0 or cell >= " + 2 * MESSAGES).count()).isZero();
  }

  /** What kills a task, as a runner makes a row of every exception. */
  private static void dieAt(Desk desk, String message) {
    desk.records().beforeAnswer = text -> {
      if (text.contains(message)) {
        throw new LinkageError("the executor is broken");
      }
    };
  }

  @Test
  void aRunThatDiedGoesOnFromItsLastWholeWave() throws IOException {
    Desk desk = new Desk("died");
    dieAt(desk, "No. 47:");
    assertThatThrownBy(() -> evaluation(desk).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a job of the evaluation of messages failed")
        .hasMessageContaining("java.lang.LinkageError: the executor is broken")
        .hasMessageContaining("another run goes on from there");
    assertThat(SparkEvaluation.rows(SPARK, folder.resolve("rows").toString()).count())
        .isEqualTo(80);

    desk.records().calls.clear();
    desk.records().beforeAnswer = text -> {};
    EvaluationResult result = evaluation(desk).build().run();
    List<String> again = desk.records().calls.keySet().stream()
        .filter(call -> Integer.parseInt(call.replaceAll(".*No\\. (\\d+):.*", "$1")) < 40)
        .toList();
    // Those are the calls that the desk's own outage ended, which are asked again.
    assertThat(again).allMatch(call -> call.startsWith("desk:died-"));
    assertThat(again).hasSize((int) errorsBefore(result, 40));
    assertOneRowForEachCell();
    SparkEvaluationTest.assertSameFigures(result, local(desk, Desk.messages(MESSAGES)));
  }

  private long errorsBefore(EvaluationResult result, int index) {
    assertThat(result.examples()).isEqualTo(MESSAGES);
    return SparkEvaluation.rows(SPARK, folder.resolve("rows").toString())
        .filter("error is not null and `index` < " + index)
        .count();
  }

  @Test
  void onlyRowsWithAnErrorAreAskedAgain() throws IOException {
    Desk desk = new Desk("mended");
    desk.records().beforeAnswer = text -> {
      if (text.contains("No. 7:") || text.contains("No. 41:")) {
        throw new UnavailableException("out for lunch");
      }
    };
    EvaluationResult before = evaluation(desk).build().run();
    assertThat(before.candidate("quick").errors()).isGreaterThanOrEqualTo(2);
    List<Path> first = waves();

    desk.records().calls.clear();
    desk.records().beforeAnswer = text -> {};
    EvaluationResult result = evaluation(desk).build().run();
    assertThat(desk.records().calls.keySet())
        .contains(callOf(desk, "quick", 7), callOf(desk, "careful", 41))
        .doesNotContain(callOf(desk, "quick", 8));
    long errors =
        before.candidate("quick").errors() + before.candidate("careful").errors();
    assertThat(desk.records().asked()).isEqualTo((int) errors);
    assertOneRowForEachCell();
    SparkEvaluationTest.assertSameFigures(result, local(desk, Desk.messages(MESSAGES)));
    assertThat(waves()).hasSize(3).isNotEqualTo(first);
  }

  private static String callOf(Desk desk, String candidate, int number) {
    String text = Desk.messages(number + 1).examples().toList().get(number).field("message");
    return "desk:%s-%s Sort this: %s".formatted(desk.name(), candidate, text);
  }

  @Test
  void aFinishedRunIsReadAndNotAskedAgain() {
    Desk desk = new Desk("read");
    EvaluationResult first = evaluation(desk).build().run();
    desk.records().calls.clear();
    EvaluationResult second = evaluation(desk).waveExamples(7).build().run();
    SparkEvaluationTest.assertSameFigures(second, first);
    assertThat(desk.records().asked())
        .isEqualTo((int)
            (first.candidate("quick").errors() + first.candidate("careful").errors()))
        .isLessThan(10);
  }

  @Test
  void startingOverAsksEverything() throws IOException {
    Desk desk = new Desk("over-again");
    evaluation(desk).build().run();
    desk.records().calls.clear();
    Files.writeString(folder.resolve("rows/notes.txt"), "mine");
    evaluation(desk).startOver().waveExamples(30).build().run();
    assertThat(desk.records().asked()).isEqualTo(2 * MESSAGES);
    assertThat(waves()).hasSize(2);
    assertThat(folder.resolve("rows/notes.txt")).exists();
  }

  @Test
  void aFolderThatIsNotWholeDoesNotCount() throws IOException {
    Desk desk = new Desk("torn");
    evaluation(desk).build().run();
    Path torn = waves().get(1);
    Files.delete(torn.resolve(Checkpoint.WHOLE));
    desk.records().calls.clear();
    evaluation(desk).build().run();
    assertThat(desk.records().calls.keySet())
        .contains(callOf(desk, "quick", 20), callOf(desk, "careful", 39))
        .hasSizeBetween(40, 44);
    assertOneRowForEachCell();
  }

  @Test
  void aFolderWithAStrangeRowIsRefused() throws IOException {
    Desk desk = new Desk("strange");
    evaluation(desk).build().run();
    Path wave = waves().get(1);
    SPARK.read().parquet(wave.toString()).limit(1).write().mode("append").parquet(wave.toString());
    assertThatThrownBy(() -> evaluation(desk).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(wave.getFileName().toString())
        .hasMessageContaining("delete the folder");
  }

  @Test
  void aFolderWithARowTwiceIsRefusedBeforeItsErrorsAreAskedAgain() throws IOException {
    Desk desk = new Desk("twice");
    desk.records().beforeAnswer = text -> {
      if (text.contains("No. 5:")) {
        throw new UnavailableException("out for lunch");
      }
    };
    evaluation(desk).build().run();
    String wave = waves().get(0).toString();
    SPARK
        .read()
        .parquet(wave)
        .filter("error is null")
        .limit(1)
        .write()
        .mode("append")
        .parquet(wave);
    desk.records().calls.clear();
    assertThatThrownBy(() -> evaluation(desk).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is there twice or of another wave; delete the folder");
    assertThat(desk.records().asked()).isZero();
  }

  @Test
  void anotherEvaluationsCheckpointIsRefusedWithTheDifference() {
    evaluation(new Desk("mine")).build().run();
    Desk other = new Desk("yours");
    assertThatThrownBy(() -> evaluation(other).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has the rows of another evaluation")
        .hasMessageContaining(
            "the model of its candidate 1 is \"desk:mine-quick\", here \"desk:yours-quick\"");
    assertThatThrownBy(() -> evaluation(new Desk("mine")).repetitions(3).build().run())
        .hasMessageContaining("its repetitions is 1, this one's 3");
    assertThatThrownBy(() ->
            evaluation(new Desk("mine")).dataset(Desk.messages(61)).build().run())
        .hasMessageContaining("its version is");
    assertThat(other.records().asked()).isZero();
  }

  @Test
  void aFolderOfSomebodyElseIsLeftAlone() throws IOException {
    Desk desk = new Desk("foreign");
    Files.createDirectories(folder.resolve("rows"));
    Files.writeString(folder.resolve("rows/thesis.tex"), "years of work");
    assertThatThrownBy(() -> evaluation(desk).startOver().build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is no checkpoint of an evaluation");
    Files.writeString(folder.resolve("rows/plan.json"), "to finish it");
    assertThatThrownBy(() -> evaluation(desk).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("plan.json is no plan of a checkpoint");
    assertThat(folder.resolve("rows/thesis.tex")).hasContent("years of work");
    assertThat(desk.records().asked()).isZero();
  }

  @Test
  void anInterruptEndsTheCallsAndKeepsTheWaves() throws Exception {
    Desk desk = new Desk("interrupted");
    CountDownLatch inTheThirdWave = new CountDownLatch(1);
    AtomicInteger slow = new AtomicInteger();
    desk.records().beforeAnswer = text -> {
      if (Integer.parseInt(text.replaceAll(".*No\\. (\\d+):.*", "$1")) >= 40) {
        inTheThirdWave.countDown();
        try {
          Thread.sleep(200);
          slow.incrementAndGet();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread run = new Thread(() -> {
      try {
        evaluation(desk).callsPerTask(1).build().run();
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    run.start();
    assertThat(inTheThirdWave.await(60, TimeUnit.SECONDS)).isTrue();
    run.interrupt();
    run.join(30_000);
    assertThat(thrown.get())
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("was interrupted; its whole waves are in");
    // Until Spark has told its tasks.
    Thread.sleep(1_000);
    int then = slow.get();
    Thread.sleep(1_000);
    assertThat(slow.get()).isEqualTo(then).isLessThan(20);
    assertThat(SparkEvaluation.rows(SPARK, folder.resolve("rows").toString()).count())
        .isEqualTo(80);
  }

  @Test
  void aSecondRunToTheSameCheckpointIsRefused() throws Exception {
    Desk desk = new Desk("busy");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    desk.records().beforeAnswer = text -> {
      begun.countDown();
      try {
        assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    AtomicReference<EvaluationResult> result = new AtomicReference<>();
    Thread first = new Thread(() -> result.set(evaluation(desk).build().run()));
    first.start();
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> evaluation(desk).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is being written by another run");
    end.countDown();
    first.join(60_000);
    assertThat(result.get().examples()).isEqualTo(MESSAGES);
  }
}
