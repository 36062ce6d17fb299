package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.store.StoredRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.AbstractMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store of results does with the connections of others, and with damage. */
class JdbcResultStoreConnectionsTest {

  private static final EvaluationResult RESULT = new EvaluationResult("d", 3, "USD", List.of());

  @TempDir
  private Path folder;

  private Place place;
  private String url;

  private Pool in(Place where) throws SQLException, IOException {
    place = where;
    url = where.withTables(folder);
    return new Pool(DataSources.of(url));
  }

  @AfterEach
  void letGo() throws SQLException {
    place.end(url);
  }

  private Path rows(int count) throws IOException {
    return Files.write(
        folder.resolve("rows.jsonl"),
        IntStream.range(0, count)
            .mapToObj(JdbcResultStoreConnectionsTest::row)
            .map(ResultRows::toJson)
            .toList());
  }

  private static ResultRow row(int index) {
    return new ResultRow(
        index,
        0,
        new Example("e" + index, Map.of("text", "本文 " + index), Optional.of("x")),
        "a",
        "test:model",
        "p",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(BigDecimal.ZERO),
        Optional.of("no answer"),
        false);
  }

  @ParameterizedTest
  @EnumSource
  void oneConnectionIsEnoughAndAStreamOfRowsHoldsNone(Place where) throws Exception {
    try (Pool pool = in(where);
        JdbcResultStore store = JdbcResultStore.open(pool)) {
      StoredRun run = store.add(RESULT, rows(2_000), Map.of());
      try (Stream<ResultRow> one = store.rows(run.id());
          Stream<ResultRow> other = store.rows(run.id())) {
        Iterator<ResultRow> first = one.iterator();
        Iterator<ResultRow> second = other.iterator();
        assertThat(first.next().index()).isEqualTo(second.next().index());
        assertThat(pool.out()).isZero();
        assertThat(store.runs()).containsExactly(run);
        store.add(RESULT, rows(1), Map.of());
      }
      assertThat(pool.out()).isZero();
      assertThat(pool.mostOut()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionsOfAnotherModeWorkAndComeBackInIt(Place where) throws Exception {
    in(where).close();
    try (Pool pool = new Pool(DataSources.of(url), false, Connection.TRANSACTION_SERIALIZABLE);
        JdbcResultStore store = JdbcResultStore.open(pool)) {
      StoredRun run = store.add(RESULT, rows(1_000), Map.of());
      try (Stream<ResultRow> rows = store.rows(run.id())) {
        assertThat(rows).hasSize(1_000);
      }
      Path torn = Files.write(rows(1_000), List.of("{"), StandardOpenOption.APPEND);
      assertThatThrownBy(() -> store.add(RESULT, torn, Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(store.runs()).containsExactly(run);
      assertThat(pool.out()).isZero();
    }
  }

  /** Labels of which the copying fails, but not the first time, which is before the transaction. */
  private static Map<String, String> failing(Runnable failure) {
    return new AbstractMap<>() {
      private int looks;

      @Override
      public Set<Entry<String, String>> entrySet() {
        if (looks++ > 0) {
          failure.run();
        }
        return Set.of();
      }
    };
  }

  private static void outOfMemory() {
    throw new OutOfMemoryError("in this test");
  }

  private static void outOfOrder() {
    throw new IllegalStateException("in this test");
  }

  @ParameterizedTest
  @EnumSource
  void afterAnErrorInTheMiddleNothingIsThereEither(Place where) throws Exception {
    try (Pool pool = in(where);
        JdbcResultStore store = JdbcResultStore.open(pool)) {
      for (Runnable failure : List.<Runnable>of(
          JdbcResultStoreConnectionsTest::outOfMemory,
          JdbcResultStoreConnectionsTest::outOfOrder)) {
        assertThatThrownBy(() -> store.add(RESULT, rows(1_000), failing(failure)))
            .hasMessageContaining("in this test");
        assertThat(store.runs()).isEmpty();
        assertThat(count("fmops_evaluation")).isZero();
        assertThat(count("fmops_evaluation_row")).isZero();
        assertThat(pool.out()).isZero();
      }
      StoredRun run = store.add(RESULT, rows(1), Map.of());
      assertThat(store.runs()).containsExactly(run);
    }
  }

  private long count(String table) throws SQLException {
    try (Connection connection = DataSources.of(url).getConnection();
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      count.next();
      return count.getLong(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedRunHidesNoOtherAndSaysWhatIsWrong(Place where) throws Exception {
    try (Pool pool = in(where);
        JdbcResultStore store = JdbcResultStore.open(pool)) {
      StoredRun bad = store.add(RESULT, rows(3), Map.of());
      StoredRun good = store.add(RESULT, rows(3), Map.of());
      Place.execute(
          url, "UPDATE fmops_evaluation SET summary = '{' WHERE run_id = '" + bad.id() + "'");
      assertThat(store.runs()).containsExactly(good);
      assertThatThrownBy(() -> store.run(bad.id()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the run is damaged: \"" + bad.id() + "\" in ")
          .hasMessageContaining("this is no JSON");
      Place.execute(url, "UPDATE fmops_evaluation_row SET content = '[]' WHERE number = 1");
      assertThatThrownBy(() -> readAll(store, good))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("row 1 of run \"" + good.id() + "\"")
          .hasMessageContaining("is damaged");
      Place.execute(url, "DELETE FROM fmops_evaluation_row WHERE number > 0");
      assertThatThrownBy(() -> readAll(store, good))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("row 1 of the 3 rows of run \"" + good.id() + "\" is missing");
    }
  }

  private static void readAll(JdbcResultStore store, StoredRun run) {
    try (Stream<ResultRow> rows = store.rows(run.id())) {
      rows.forEach(row -> {});
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseThatIsAwayAndAStoreThatIsClosedSaySo(Place where) throws Exception {
    try (Pool pool = in(where)) {
      Switch source = new Switch(pool);
      JdbcResultStore store = JdbcResultStore.open(source.shown());
      StoredRun run = store.add(RESULT, rows(100), Map.of());
      Stream<ResultRow> open = store.rows(run.id());
      source.turnOff();
      assertThatThrownBy(() -> store.run(run.id()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot read a run")
          .hasMessageContaining("cannot be reached");
      assertThatThrownBy(() -> open.forEach(row -> {}))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot read the rows of run \"" + run.id());
      source.turnOn();
      assertThat(store.run(run.id())).isEqualTo(run);
      store.close();
      assertThatThrownBy(() -> store.add(RESULT, rows(1), Map.of()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the store is closed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunOfAnotherTablePrefixIsNotThere(Place where) throws Exception {
    try (Pool pool = in(where);
        JdbcResultStore store = JdbcResultStore.open(pool);
        JdbcResultStore other = JdbcResultStore.open(
            pool, JdbcSettings.builder().tablePrefix("other_").build())) {
      StoredRun run = store.add(RESULT, rows(1), Map.of());
      assertThat(other.runs()).isEmpty();
      assertThatThrownBy(() -> other.rows(run.id()))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining(run.id());
    }
  }
}
