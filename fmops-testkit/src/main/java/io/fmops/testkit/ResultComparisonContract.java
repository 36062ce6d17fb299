package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.store.Compared;
import io.fmops.eval.store.ResultStore;
import io.fmops.eval.store.RunComparison;
import io.fmops.eval.store.RunComparison.Change;
import io.fmops.eval.store.RunComparison.ExampleChange;
import io.fmops.eval.store.StoredRun;
import io.fmops.eval.store.TrendPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store of results promises about runs beside each other. Part of
 * {@link ResultStoreContract}.
 */
abstract class ResultComparisonContract {

  private static final Compared RIGHT = Compared.by("a", "right");

  @TempDir
  private Path files;

  private ResultStore store;
  private final List<ResultStore> opened = new ArrayList<>();

  ResultComparisonContract() {}

  /** Opens the store of this test once more. */
  abstract ResultStore open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = openAgain();
  }

  @AfterEach
  final void closeStores() throws Exception {
    for (ResultStore one : opened) {
      close(one);
    }
  }

  static void close(ResultStore store) throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  final ResultStore openAgain() throws Exception {
    ResultStore again = open();
    opened.add(again);
    return again;
  }

  final ResultStore store() {
    return store;
  }

  /** A place for files of the test, which is not the store's. */
  final Path files() {
    return files;
  }

  final StoredRun add(Stream<ResultRow> rows) {
    return add("questions", rows);
  }

  final StoredRun add(String dataset, Stream<ResultRow> rows) {
    Path file = ResultRuns.write(files.resolve("rows.jsonl"), rows);
    return store.add(ResultRuns.result(dataset, Map.of()), file, Map.of());
  }

  private static ResultRow row(int index, String answer, double score) {
    return ResultRuns.row(index, "a", "e" + index, "text " + index, answer, score);
  }

  @Test
  void aComparisonSaysOfEachExampleWhatBecameOfIt() {
    StoredRun before = add(Stream.of(
        row(0, "wrong", 0),
        row(1, "正しい", 1),
        row(2, "right", 1),
        row(3, "right", 1),
        ResultRuns.failed(4, "a", "e4", "text 4"),
        row(5, "right", 1),
        row(6, "unread", Double.NaN),
        row(7, "only before", 1)));
    StoredRun after = add(Stream.of(
        row(0, "right now", 1),
        row(1, "<b>誤り</b>", 0),
        row(2, "right again", 1),
        ResultRuns.failed(3, "a", "e3", "text 3"),
        row(4, "at last", 1),
        ResultRuns.row(5, "a", "e5", "another text", "right", 0),
        row(6, "unread", Double.NaN),
        ResultRuns.row(7, "a", "e8", "new", "only after", 1)));

    RunComparison comparison = store.compare(before.id(), after.id(), RIGHT);

    assertThat(comparison.counts())
        .containsOnly(
            Map.entry(Change.FIXED, 1L),
            Map.entry(Change.BROKEN, 1L),
            Map.entry(Change.UNCHANGED, 2L),
            Map.entry(Change.LOST, 2L),
            Map.entry(Change.GAINED, 2L),
            Map.entry(Change.DIFFERENT_EXAMPLE, 1L));
    double none = Double.NaN;
    assertThat(comparison.changes())
        .containsExactly(
            new ExampleChange("e0", Change.FIXED, 0, 1, "wrong", "right now"),
            new ExampleChange("e1", Change.BROKEN, 1, 0, "正しい", "<b>誤り</b>"),
            new ExampleChange("e3", Change.LOST, 1, none, "right", "the service is away"),
            new ExampleChange("e4", Change.GAINED, none, 1, "the service is away", "at last"),
            new ExampleChange("e7", Change.LOST, 1, none, "only before", ""),
            new ExampleChange("e8", Change.GAINED, none, 1, "", "only after"));
    assertThat(comparison.difference().n()).isEqualTo(3);
    assertThat(comparison.difference().value()).isZero();
    assertThat(comparison.what()).isEqualTo(RIGHT);
  }

  @Test
  void candidatesOfTwoNamesAreComparedWithinOneRunToo() {
    StoredRun run = add(Stream.of(
        ResultRuns.row(0, "a", "e0", "text", "no", 0),
        ResultRuns.row(0, "案 b", "e0", "text", "はい", 1),
        ResultRuns.row(1, "a", "e1", "text", "yes", 1),
        ResultRuns.row(1, "案 b", "e1", "text", "はい", 1)));
    RunComparison comparison =
        store.compare(run.id(), run.id(), new Compared("a", "案 b", "right", 0));
    assertThat(comparison.count(Change.FIXED)).isEqualTo(1);
    assertThat(comparison.count(Change.UNCHANGED)).isEqualTo(1);
    assertThatThrownBy(() -> store.compare(run.id(), run.id(), Compared.by("c", "right")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"c\"")
        .hasMessageContaining("案 b");
  }

  @Test
  void aMeasureIsFollowedOverTheRunsOfItsDatasetOnly() {
    Path rows = ResultRuns.write(files.resolve("rows.jsonl"), ResultRuns.rows(2, "x"));
    List<TrendPoint> expected = new ArrayList<>();
    for (double value : List.of(0.25, 0.75, 0.5)) {
      Estimate accuracy = new Estimate(value, 0.1, 0.9, 40);
      StoredRun run = store.add(
          ResultRuns.result("質問", Map.of("accuracy", accuracy)), rows, Map.of("commit", "1a"));
      expected.add(new TrendPoint(run.id(), run.at(), run.version(), accuracy));
      store.add(ResultRuns.result("質問 2", Map.of("accuracy", accuracy)), rows, Map.of());
      store.add(ResultRuns.result("質問", Map.of("f1", accuracy)), rows, Map.of());
    }
    assertThat(store.trend("質問", "a", "accuracy")).isEqualTo(expected);
    assertThat(store.trend("質問", "b", "accuracy")).isEmpty();
    assertThat(store.trend("質問", "a", "bleu")).isEmpty();
    assertThat(store.trend("none", "a", "accuracy")).isEmpty();
    assertThat(store.runs("質問")).hasSize(6);
    assertThat(store.runs("質問 2")).hasSize(3);
    assertThat(store.runs()).hasSize(9);
  }
}
