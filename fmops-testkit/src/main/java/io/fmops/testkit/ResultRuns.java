package io.fmops.testkit;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes results and rows as runs make them. Stateless. */
final class ResultRuns {

  private ResultRuns() {}

  /** A row with an answer and its score; NaN for one that could not be given. */
  static ResultRow row(
      int index, String candidate, String id, String text, String answer, double score) {
    Score given = Double.isNaN(score)
        ? new Score.Unscored("right", "no label in the answer")
        : new Score.Value("right", score);
    return new ResultRow(
        index,
        0,
        new Example(
            id, Map.of("text", text, "言語", "日本語"), List.of("reference"), Map.of("tag", "タグ")),
        candidate,
        "test:model",
        "prompt",
        Optional.of(GenerateRequest.of(text)),
        Optional.of(GenerateResponse.builder(ModelId.of("test", "model"))
            .content(List.of(ContentBlock.text(answer)))
            .stopReason(StopReason.END_TURN, "")
            .usage(TokenUsage.reported(10, 5))
            .latency(
                new Latency(Duration.ofMillis(100 + index), Optional.empty(), Optional.empty()))
            .build()),
        List.of(given),
        Optional.of(new BigDecimal("0.0010")),
        Optional.of(BigDecimal.ZERO),
        Optional.empty(),
        false);
  }

  /** A row whose call failed. */
  static ResultRow failed(int index, String candidate, String id, String text) {
    return new ResultRow(
        index,
        0,
        new Example(id, Map.of("text", text, "言語", "日本語"), List.of("reference"), Map.of()),
        candidate,
        "test:model",
        "prompt",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(BigDecimal.ZERO),
        Optional.of("the service is away"),
        false);
  }

  /** As many rows of one candidate, with answers that are told apart. */
  static Stream<ResultRow> rows(int count, String mark) {
    return IntStream.range(0, count)
        .mapToObj(i -> row(i, "a", "e" + i, "question " + i, mark + " " + i + " 🙂", i % 2));
  }

  static Path write(Path file, Stream<ResultRow> rows) {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (ResultRow row : (Iterable<ResultRow>) rows::iterator) {
        writer.write(withoutHalves(ResultRows.toJson(row)));
        writer.write('\n');
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No file can have halves of characters; JSON can say them all the same. */
  private static String withoutHalves(String json) {
    StringBuilder text = new StringBuilder();
    json.codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        text.append("\\u%04x".formatted(c));
      } else {
        text.appendCodePoint(c);
      }
    });
    return text.toString();
  }

  static EvaluationResult result(String dataset, Map<String, Estimate> measures) {
    return new EvaluationResult(dataset, 3, "USD", List.of(candidate("a", measures)));
  }

  /** A candidate's result that has everything. */
  static CandidateResult candidate(String name, Map<String, Estimate> measures) {
    return new CandidateResult(
        name,
        "test:model",
        "要約",
        "temperature=0.2",
        40,
        80,
        78,
        2,
        1,
        Map.of("right", 3L, "忠実さ", 4_000_000_000L),
        Optional.empty(),
        measures,
        Map.of(),
        Map.of(),
        Samples.of(1, 2, 3),
        Optional.of(new CandidateResult.LatencyFigures(new Estimate(2, 1, 3, 3), 1.75, 2.5)),
        5_000_000_000L,
        6_000_000_000L,
        Optional.of(new BigDecimal("0.000001230")),
        Optional.of(new BigDecimal("12.50")),
        Optional.empty());
  }

  /** A candidate's result that has nothing but its name. */
  static CandidateResult bareCandidate(String name) {
    return new CandidateResult(
        name,
        "test:model",
        "",
        "",
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        Optional.of("no credentials"),
        Map.of(),
        Map.of(),
        Map.of(),
        Samples.of(),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
