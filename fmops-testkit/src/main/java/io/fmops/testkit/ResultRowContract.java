package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.store.StoredRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store of results promises about the rows of a run. Part of
 * {@link ResultStoreContract}.
 */
abstract class ResultRowContract extends ResultComparisonContract {

  /** What files, databases and JSON may trip over. */
  static final List<String> TEXTS = List.of(
      "こんにちは。👩‍👩‍👧 𠮷野家 が か\u3099",
      "\u0000 between \u0000",
      "\u0010 \u00100000 \\u0000 \ud800 \udc00\ud800",
      "'; DROP TABLE runs; -- {{x}} ${x} \" ' % _",
      "\r\n\u2028\u0085\u000b\u0001\ufeff\uFFFE",
      " \t\n",
      "");

  ResultRowContract() {}

  final Path rows(int count) {
    return ResultRuns.write(files().resolve("rows.jsonl"), ResultRuns.rows(count, "answer"));
  }

  static EvaluationResult result() {
    return ResultRuns.result("questions", Map.of());
  }

  final List<String> json(String id) {
    try (Stream<ResultRow> rows = store().rows(id)) {
      return rows.map(ResultRows::toJson).toList();
    }
  }

  static List<String> json(Stream<ResultRow> rows) {
    return rows.map(ResultRows::toJson).toList();
  }

  @Test
  void rowsComeBackInTheirOrderAndToTheCharacter() throws Exception {
    List<String> texts = new ArrayList<>(TEXTS);
    // Whatever cuts them must not cut characters, at even places nor at odd ones.
    texts.add("🙂".repeat(700_000));
    texts.add("x" + "🙂".repeat(700_000));
    List<ResultRow> rows = IntStream.range(0, texts.size())
        .boxed()
        .flatMap(i -> Stream.of(
            ResultRuns.row(i, "b", "id " + i + TEXTS.get(i % 7), texts.get(i), texts.get(i), 0.1),
            ResultRuns.failed(i, "a" + TEXTS.get(i % 7), "id " + i, texts.get(i))))
        .toList();
    StoredRun run = add(rows.stream());
    assertThat(json(run.id()).equals(json(rows.stream()))).isTrue();
    try (Stream<ResultRow> again = openAgain().rows(run.id())) {
      assertThat(json(again).equals(json(rows.stream()))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 499, 500, 501, 3_210})
  void allRowsAreThereWhateverTheirNumber(int count) {
    add(ResultRuns.rows(7, "of another run"));
    StoredRun run = add(ResultRuns.rows(count, "answer"));
    add(ResultRuns.rows(9, "of another run"));
    assertThat(json(run.id())).isEqualTo(json(ResultRuns.rows(count, "answer")));
  }

  @Test
  void streamsOfRowsCanBeLeftInTheMiddleAndReadBesideEachOther() {
    StoredRun run = add(ResultRuns.rows(900, "answer"));
    List<Stream<ResultRow>> open = new ArrayList<>();
    List<Iterator<ResultRow>> iterators = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Stream<ResultRow> rows = store().rows(run.id());
      open.add(rows);
      iterators.add(rows.iterator());
    }
    for (int n = 0; n < 40; n++) {
      for (Iterator<ResultRow> iterator : iterators) {
        assertThat(iterator.next().index()).isEqualTo(n);
      }
    }
    assertThat(add(ResultRuns.rows(1, "answer"))).isIn(store().runs());
    open.forEach(Stream::close);
    open.forEach(Stream::close);
    assertThat(json(run.id())).hasSize(900);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_700})
  void aLineThatIsNoRowIsNamedAndNothingIsAdded(int good) throws Exception {
    StoredRun earlier = add(ResultRuns.rows(2, "answer"));
    Path rows = rows(good);
    Files.writeString(rows, "{\"example\": \"e1\"}\n", StandardOpenOption.APPEND);
    append(rows, ResultRuns.rows(3, "after it"));
    assertThatThrownBy(() -> store().add(result(), rows, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.jsonl, line %,d:".formatted(good + 1));
    onlyThere(earlier);
  }

  @Test
  void aFileThatCannotBeReadToItsEndAddsNothing() throws Exception {
    StoredRun earlier = add(ResultRuns.rows(2, "answer"));
    Path rows = rows(1_700);
    // Half of a character, as a file has that was cut off.
    Files.write(rows, new byte[] {'{', (byte) 0xe3, (byte) 0x81, '\n'}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> store().add(result(), rows, Map.of()))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> store().add(result(), files().resolve("none"), Map.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
    onlyThere(earlier);
  }

  private static void append(Path file, Stream<ResultRow> rows) throws IOException {
    Files.write(file, json(rows), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  private void onlyThere(StoredRun run) throws Exception {
    assertThat(store().runs()).containsExactly(run);
    assertThat(openAgain().runs()).containsExactly(run);
    assertThat(json(run.id())).hasSize(2);
    assertThat(store().add(result(), rows(1), Map.of())).isIn(store().runs());
  }
}
