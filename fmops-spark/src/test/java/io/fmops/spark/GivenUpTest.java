package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.RowRunner;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.UnavailableException;
import io.fmops.telemetry.PriceList;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates that cannot be called, here or everywhere. */
@Tag("long")
class GivenUpTest {

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir
  private Path folder;

  private SparkEvaluation.Builder evaluation(Desk desk) {
    return SparkEvaluation.builder()
        .spark(SPARK)
        .dataset(Desk.messages(40))
        .setup(desk)
        .waveExamples(20)
        .checkpoint(folder.resolve("rows").toString());
  }

  private static void refuse(String text) {
    throw new NotAuthorizedException("there are no credentials for " + text);
  }

  private long rows(String condition) {
    return SparkEvaluation.rows(SPARK, folder.resolve("rows").toString())
        .filter(condition)
        .count();
  }

  @Test
  void aCandidateThatIsRefusedForSomeRowsOnlyEndsTheRunAndIsAskedAgain() {
    Desk desk = new Desk("partly");
    desk.records().beforeAnswer = text -> {
      if (text.contains("No. 15:")) {
        refuse(text);
      }
    };
    assertThatThrownBy(() -> evaluation(desk).callsPerTask(1).tasks(1).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("candidate \"quick\" cannot be called on an executor (")
        .hasMessageContaining("there are no credentials")
        .hasMessageContaining("other calls of it were answered")
        .hasMessageContaining("only the others are asked");
    assertThat(desk.records().asked()).as("no second wave is begun").isLessThanOrEqualTo(32);
    assertThat(rows("error is null")).isBetween(20L, 30L);

    desk.records().calls.clear();
    desk.records().beforeAnswer = text -> {};
    EvaluationResult result = evaluation(desk).build().run();
    assertThat(desk.records().asked()).isLessThanOrEqualTo(60);
    SparkEvaluationTest.assertSameFigures(result, local(desk.name()));
    assertThat(result.candidate("quick").failure()).isEmpty();
  }

  private static EvaluationResult local(String name) {
    return Evaluation.builder()
        .dataset(Desk.messages(40))
        .candidates(new Desk(name).candidates())
        .evaluators(Desk.evaluators())
        .build()
        .run();
  }

  @Test
  void aCandidateThatNobodyCanCallIsGivenUpAsInALocalRun() {
    Desk desk = new Desk("nobody");
    desk.records().beforeAnswer = GivenUpTest::refuse;
    EvaluationResult result = evaluation(desk).build().run();
    assertThat(result.candidate("quick").failure()).isPresent();
    assertThat(result.candidate("careful").errors()).isEqualTo(40);
  }

  @Test
  void theDriverIsAskedBeforeACandidateWithoutAnyAnswerIsGivenUp() {
    Desk desk = new Desk("driver");
    Example example = Desk.messages(1).examples().toList().get(0);
    desk.records().beforeAnswer = GivenUpTest::refuse;
    List<ResultRow> refused =
        runners(desk).stream().map(runner -> runner.run(0, 0, example)).toList();
    assertThat(refused).allMatch(ResultRow::candidateFailed);

    assertThatCode(() -> of(desk, refused).check()).doesNotThrowAnyException();
    desk.records().beforeAnswer = text -> {};
    assertThatThrownBy(() -> of(desk, refused).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("and the driver can call it;");
    desk.records().beforeAnswer = text -> {
      throw new UnavailableException("the line is dead");
    };
    assertThatThrownBy(() -> of(desk, refused).check())
        .as("that says nothing of credentials")
        .hasMessageContaining("on the driver it is \"")
        .hasMessageContaining("the line is dead");
  }

  @Test
  void theDriverIsAskedOnce() {
    Desk desk = new Desk("asked-once");
    Example example = Desk.messages(1).examples().toList().get(0);
    desk.records().beforeAnswer = GivenUpTest::refuse;
    ResultRow refused = runners(desk).get(0).run(0, 0, example);
    GivenUp givenUp = of(desk, List.of(refused));
    desk.records().calls.clear();
    givenUp.check();
    givenUp.check();
    assertThat(desk.records().asked()).isOne();
  }

  private static List<RowRunner> runners(Desk desk) {
    return desk.candidates().stream()
        .map(candidate -> new RowRunner(candidate, Desk.evaluators(), PriceList.empty()))
        .toList();
  }

  private static GivenUp of(Desk desk, List<ResultRow> rows) {
    GivenUp givenUp = new GivenUp(List.of("quick", "careful"), runners(desk), "rows");
    rows.forEach(givenUp::see);
    return givenUp;
  }
}
