package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluators;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of many rows in a JVM with a small heap. As many as the system property {@code fmops.rows}
 * says, 100,000 if it is not set.
 */
@Tag("long")
class FlatMemoryTest {

  @TempDir
  private Path folder;

  /** The child: runs of 10,000, 100,000 ... up to so many rows, each with its rows a second. */
  public static void main(String[] args) throws Exception {
    long most = Long.parseLong(args[0]);
    Path rows = Path.of(args[1]);
    run(10_000, rows);
    for (long size = 10_000; size <= most; size *= 10) {
      long begin = System.nanoTime();
      EvaluationResult result = run(size, rows);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          "%,d rows: %,.0f a second, accuracy %s, heap %d MB of %d MB%n",
          size,
          size / seconds,
          result.candidate("a").measures().get("exact-match"),
          (runtime.totalMemory() - runtime.freeMemory()) >> 20,
          runtime.maxMemory() >> 20);
      Files.delete(rows);
    }
  }

  private static EvaluationResult run(long size, Path rows) {
    return Evaluation.builder()
        .dataset(generated(size))
        .candidates(List.of(new Candidate(
            "a",
            FunctionModel.of("a", n -> n.endsWith("3") ? "no" : "yes"),
            new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .evaluators(List.of(Evaluators.exactMatch()))
        .concurrency(2)
        .results(rows)
        .build()
        .run();
  }

  private static Dataset generated(long size) {
    return new Dataset() {
      @Override
      public String name() {
        return "generated";
      }

      @Override
      public Stream<Example> examples() {
        return LongStream.range(0, size)
            .mapToObj(n -> new Example("n" + n, Map.of("n", "" + n), Optional.of("yes")));
      }
    };
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aRunOfAnySizeHasRoomInASmallHeap() throws Exception {
    Path log = folder.resolve("child.log");
    Process child = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            FlatMemoryTest.class.getName(),
            String.valueOf(Long.getLong("fmops.rows", 100_000)),
            folder.resolve("rows.jsonl").toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    assertThat(child.waitFor()).as(() -> read(log)).isZero();
    System.out.print(read(log));
    assertThat(read(log)).contains("100,000 rows: ");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
