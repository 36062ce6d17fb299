package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.run.EvaluationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that driver and executors do not see alike. */
@Tag("long")
class SharedFolderTest {

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir
  private Path folder;

  @AfterEach
  void loseNothingMore() {
    LossyFiles.LOSING.set(false);
  }

  @Test
  void aWaveWhoseRowsAreNotThereNeverCounts() throws IOException {
    SPARK.sparkContext().hadoopConfiguration().set("fs.lossy.impl", LossyFiles.class.getName());
    Desk desk = new Desk("lost");
    SparkEvaluation evaluation = SparkEvaluation.builder()
        .spark(SPARK)
        .dataset(Desk.messages(30))
        .setup(desk)
        .waveExamples(10)
        .checkpoint("lossy://" + folder.resolve("rows"))
        .build();
    LossyFiles.LOSING.set(true);
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 0 rows after its wave, where 20 should be")
        .hasMessageContaining("see that driver and executors see the same folder");
    assertThat(desk.records().asked()).as("no second wave is paid for").isEqualTo(20);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.endsWith(Checkpoint.WHOLE))).isEmpty();
    }

    LossyFiles.LOSING.set(false);
    EvaluationResult result = evaluation.run();
    assertThat(result.candidate("quick").rows()).isEqualTo(30);
  }

  @Test
  void tasksThatSeeTheDriversFileAreEnough() throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(SPARK.sparkContext());
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toUri());
    FileSystem files = path.getFileSystem(context.hadoopConfiguration());
    assertThatCode(() -> SharedFolder.probe(context, files, path, "ab12"))
        .doesNotThrowAnyException();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("_probe")))
          .isEmpty();
    }
  }

  @Test
  void oneTaskThatDoesNotSeeItIsRefused() throws IOException {
    Path probe = Files.writeString(folder.resolve("probe"), "ab12");
    assertThat(new SharedFolder.Look(probe.toString()).call("ab12")).isTrue();
    assertThat(new SharedFolder.Look(probe.toString()).call("another run's")).isFalse();
    assertThat(new SharedFolder.Look(folder.resolve("nowhere").toString()).call("ab12"))
        .isFalse();
    assertThatThrownBy(() -> SharedFolder.refuse(
            new org.apache.hadoop.fs.Path("file:///data/rows"), List.of(true, false)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("file:/data/rows is on the driver's disk")
        .hasMessageContaining("executors do not see it");
  }
}
