package io.fmops.eval.gate;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the rows of a run. */
final class Rows {

  private final String candidate;
  private final List<ResultRow> rows = new ArrayList<>();

  private Rows(String candidate) {
    this.candidate = candidate;
  }

  static Rows of(String candidate) {
    return new Rows(candidate);
  }

  /** Examples "e0", "e1"... with a score each; NaN is one that could not be given. */
  static Rows scored(String candidate, String score, int n, IntToDoubleFunction value) {
    Rows rows = new Rows(candidate);
    for (int i = 0; i < n; i++) {
      rows.add("e" + i, "question " + i, "answer of " + candidate, score, value.applyAsDouble(i));
    }
    return rows;
  }

  Rows add(String id, String input, String output, String score, double value) {
    return add(
        id,
        input,
        output,
        Double.isNaN(value)
            ? new Score.Unscored(score, "unreadable")
            : new Score.Value(score, value));
  }

  Rows add(String id, String input, String output, Score score) {
    return add(
        id, input, Optional.of(output), StopReason.END_TURN, List.of(score), Optional.empty());
  }

  Rows truncated(String id) {
    return add(
        id,
        id,
        Optional.of("cut"),
        StopReason.MAX_TOKENS,
        List.of(new Score.Value("s", 1)),
        Optional.empty());
  }

  Rows failed(String id, String error) {
    return add(id, id, Optional.empty(), StopReason.END_TURN, List.of(), Optional.of(error));
  }

  private Rows add(
      String id,
      String input,
      Optional<String> output,
      StopReason stop,
      List<Score> scores,
      Optional<String> error) {
    int index = rows.size();
    rows.add(new ResultRow(
        index,
        0,
        new Example(id, Map.of("text", input), Optional.of("reference")),
        candidate,
        "test:model",
        "prompt",
        Optional.of(GenerateRequest.of(input)),
        output.map(text -> GenerateResponse.builder(ModelId.of("test", "model"))
            .content(List.of(ContentBlock.text(text)))
            .stopReason(stop, "")
            .usage(TokenUsage.reported(10, 5))
            .latency(
                new Latency(Duration.ofMillis(100 + index), Optional.empty(), Optional.empty()))
            .build()),
        scores,
        Optional.of(new BigDecimal("0.001")),
        Optional.of(BigDecimal.ZERO),
        error,
        false));
    return this;
  }

  Stream<ResultRow> stream() {
    return rows.stream();
  }

  CandidateRun run() {
    return CandidateRun.of(rows.stream(), List.of());
  }

  Path write(Path file) {
    try {
      return Files.write(file, lines(stream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Half characters become question marks, as no file can hold them. */
  private static byte[] lines(Stream<ResultRow> rows) {
    return rows.map(ResultRows::toJson)
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  static Path write(Path file, Rows... several) {
    try {
      return Files.write(file, lines(Stream.of(several).flatMap(Rows::stream)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
