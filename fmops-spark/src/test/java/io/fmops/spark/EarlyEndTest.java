package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.RunListener;
import io.fmops.model.CancelledException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end in places where no wave is under way, or no cluster is left. */
@Tag("long")
class EarlyEndTest {

  /** Not a constant, as a test here stops it. */
  private final SparkSession spark = LocalSpark.session();

  @TempDir
  private Path folder;

  private SparkEvaluation.Builder evaluation(Desk desk, Dataset dataset) {
    return SparkEvaluation.builder()
        .spark(spark)
        .dataset(dataset)
        .setup(desk)
        .checkpoint(folder.resolve("rows").toString());
  }

  private Dataset through(UDF1<String, String> function) {
    return SparkDataset.of(
        "computed",
        spark
            .range(4)
            .selectExpr("string(id) as id", "'refund of the order' as message", "'x' as kind")
            .withColumn(
                "message",
                functions.udf(function, DataTypes.StringType).apply(functions.col("message"))),
        Fields.of("message").withId("id").withReference("kind"));
  }

  @Test
  void aDatasetThatSparkCannotReadEndsTheRunAsItIsDeclared() {
    Desk desk = new Desk("unreadable");
    Dataset unreadable = through(text -> {
      throw new IllegalArgumentException("the column is nonsense");
    });
    assertThatThrownBy(() -> evaluation(desk, unreadable).build().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a job of the evaluation of computed failed")
        .hasMessageContaining("the column is nonsense");
    assertThat(desk.records().asked()).isZero();
    assertThat(desk.records().closed).hasValue(2);
  }

  private static final CountDownLatch READING = new CountDownLatch(1);

  @Test
  void anInterruptWhileTheDatasetIsReadIsDeclaredAndEndsTheJob() throws Exception {
    Desk desk = new Desk("interrupted-early");
    Dataset slow = through(text -> {
      READING.countDown();
      Thread.sleep(500);
      return text;
    });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread run = new Thread(() -> {
      try {
        evaluation(desk, slow).build().run();
      } catch (Throwable e) {
        thrown.set(e);
        flag.set(Thread.currentThread().isInterrupted());
      }
    });
    run.start();
    assertThat(READING.await(60, TimeUnit.SECONDS)).isTrue();
    run.interrupt();
    run.join(30_000);
    assertThat(thrown.get())
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("the evaluation of computed was interrupted");
    assertThat(flag.get()).isTrue();
    assertThat(desk.records().asked()).isZero();
    assertThat(desk.records().closed).hasValue(2);
  }

  @Test
  void aContextThatIsStoppedDoesNotHideTheReason() {
    Desk desk = new Desk("stopped");
    RunListener stopping = new RunListener() {
      @Override
      public void row(ResultRow row, long done) {
        spark.stop();
        throw new IllegalArgumentException("the listener has had enough");
      }
    };
    assertThatThrownBy(
            () -> evaluation(desk, Desk.messages(4)).listener(stopping).build().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the listener has had enough");
    assertThat(desk.records().closed).hasValue(2);
  }
}
