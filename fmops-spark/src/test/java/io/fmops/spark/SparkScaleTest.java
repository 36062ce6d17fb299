package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many rows as nobody wants to wait for on one machine. */
@Tag("long")
class SparkScaleTest {

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir
  private Path folder;

  @Test
  void twentyThousandRowsGiveTheFiguresOfALocalRunToTheLastDigit() {
    Dataset messages = Desk.messages(10_000);
    Desk desk = new Desk("scale");
    long begin = System.nanoTime();
    EvaluationResult result = SparkEvaluation.builder()
        .spark(SPARK)
        .dataset(messages)
        .setup(desk)
        .checkpoint(folder.resolve("rows").toString())
        .build()
        .run();
    long between = System.nanoTime();
    EvaluationResult local = Evaluation.builder()
        .dataset(messages)
        .candidates(desk.candidates())
        .evaluators(Desk.evaluators())
        .concurrency(16)
        .results(folder.resolve("local.jsonl"))
        .build()
        .run();
    long end = System.nanoTime();
    SparkEvaluationTest.assertSameFigures(result, local);
    assertThat(result.version()).isEqualTo(local.version());
    long rows =
        result.candidates().stream().mapToLong(candidate -> candidate.rows()).sum();
    assertThat(rows).isEqualTo(20_000);
    assertThat(result.candidate("quick").errors()).isBetween(10L, 200L);
    System.out.printf(
        Locale.ROOT,
        "20,000 rows: Spark %.1f s (%.0f rows a second), local %.1f s (%.0f rows a second)%n",
        (between - begin) / 1e9,
        rows / ((between - begin) / 1e9),
        (end - between) / 1e9,
        rows / ((end - between) / 1e9));
    result
        .candidates()
        .forEach(candidate -> candidate.measures().forEach((name, figure) -> {
          if (name.matches("accuracy|macro-f1|rougeL.*|bleu.*")) {
            System.out.printf(
                "%s of %s: %s, local %s%n",
                name,
                candidate.name(),
                figure,
                local.candidate(candidate.name()).measures().get(name));
          }
        }));
    assertThat(Map.copyOf(desk.records().calls)).hasSize(20_000);
  }
}
