package io.fmops.jdbc;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.store.ResultStore;
import io.fmops.eval.store.StoredRun;
import io.fmops.prompt.spi.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the results of evaluations in PostgreSQL (14 and later is tested), H2 (2 and later) or
 * SQLite. Several processes may have stores over the same tables. Thread-safe.
 *
 * <p>A run is added in one transaction, so that it is there wholly or not at all; its rows go in
 * some hundreds at a time, and memory does not grow with their number. While SQLite takes a run, no
 * other process can write to its file; those wait as long as their patience says.
 *
 * <p>Each call takes one connection from the data source and gives it back as it was; H2 needs a
 * second one while it makes the tables. A stream of rows takes one for a moment now and then, and
 * holds none. The data source is the caller's: this neither pools nor closes. What fails in the
 * database is an {@link UncheckedIOException}.
 */
public final class JdbcResultStore implements ResultStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JdbcResultStore.class);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final String RUNS = "SELECT run_id, summary FROM {evaluation}";

  private final Database database;

  private record Summary(String id, String json) {}

  private record Found(long evaluation, long rows) {}

  private JdbcResultStore(Database database) {
    this.database = database;
  }

  /**
   * Opens a store with the default settings, and makes its tables unless they are there.
   *
   * @param dataSource gives connections; stays the caller's
   * @return the store
   * @throws UncheckedIOException if the database cannot be reached, or the tables cannot be made
   * @throws IllegalArgumentException if the stores do not work in such a database
   */
  public static JdbcResultStore open(DataSource dataSource) {
    return open(dataSource, JdbcSettings.defaults());
  }

  /**
   * Opens a store.
   *
   * @param dataSource gives connections; stays the caller's
   * @param settings where the tables are, and whether to make them
   * @return the store
   * @throws UncheckedIOException if the database cannot be reached, or the tables cannot be made,
   *     or are missing and are not to be made
   * @throws IllegalArgumentException if the stores do not work in such a database
   */
  public static JdbcResultStore open(DataSource dataSource, JdbcSettings settings) {
    return new JdbcResultStore(Database.open(dataSource, settings, JdbcResultStore::problem));
  }

  private static RuntimeException problem(String message, @Nullable Throwable cause) {
    return new UncheckedIOException(message, new IOException(message, cause));
  }

  @Override
  public StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels) {
    Objects.requireNonNull(rows, "rows");
    // So that a mistake of the caller's is found before there is a transaction.
    StoredRun.of("", Instant.EPOCH, result, labels);
    return database.change("add a run", session -> {
      // What it is called is known at the end only; nobody sees it under this name.
      String unfinished = UUID.randomUUID().toString();
      long evaluation = begin(session, unfinished, result.dataset());
      long count = EvaluationRow.copy(session, evaluation, rows);
      Instant now = now(session);
      StoredRun run = StoredRun.of(id(now, evaluation), now, result, labels);
      session.update(
          "UPDATE {evaluation} SET run_id = ?, added = ?, row_count = ?, summary = ? WHERE id = ?",
          run.id(),
          now,
          count,
          Encoded.text(run.toJson()),
          evaluation);
      return run;
    });
  }

  private static long begin(Session session, String name, String dataset) throws SQLException {
    session.update(
        "INSERT INTO {evaluation} (run_id, added, dataset_hash, dataset, row_count, summary)"
            + " VALUES (?, ?, ?, ?, 0, '')",
        name,
        Instant.EPOCH,
        hash(dataset),
        Encoded.text(dataset));
    return session
        .first("SELECT id FROM {evaluation} WHERE run_id = ?", row -> row.id("id"), name)
        .orElseThrow(() -> new IllegalStateException("written, but not there"));
  }

  /** The clock of the database, which is one for all who write. */
  private static Instant now(Session session) throws SQLException {
    return session
        .first("SELECT {now} AS clock", row -> row.time("clock"))
        .orElseThrow(() -> new IllegalStateException("the database has no clock"))
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** In the order of time, and of numbers within a millisecond, which are nobody else's. */
  private static String id(Instant now, long evaluation) {
    return "%s-%08x".formatted(TIME.format(now), evaluation);
  }

  @Override
  public List<StoredRun> runs() {
    return sound(database.look(
        "list the runs",
        session -> session.list(RUNS + " ORDER BY run_id", JdbcResultStore::summary)));
  }

  @Override
  public List<StoredRun> runs(String dataset) {
    return sound(database.look(
        "list the runs of a dataset",
        session -> session.list(
            RUNS + " WHERE dataset_hash = ? ORDER BY run_id",
            JdbcResultStore::summary,
            hash(dataset))));
  }

  private static String hash(String dataset) {
    return ContentHash.of(Encoded.text(dataset));
  }

  private static Summary summary(Session.Row row) throws SQLException {
    return new Summary(row.text("run_id"), Encoded.decoded(row.text("summary")));
  }

  /** One damaged run must not hide all others. */
  private List<StoredRun> sound(List<Summary> summaries) {
    return summaries.stream()
        .flatMap(summary -> {
          try {
            return Stream.of(read(summary));
          } catch (UncheckedIOException e) {
            log.warn("a run is left out of the list: {}", e.getMessage());
            return Stream.empty();
          }
        })
        .toList();
  }

  private StoredRun read(Summary summary) {
    try {
      return StoredRun.fromJson(summary.json());
    } catch (IllegalArgumentException e) {
      throw database.failure(
          "the run is damaged: \"%s\" in %s: %s"
              .formatted(summary.id(), database.place(), e.getMessage()),
          e);
    }
  }

  @Override
  public StoredRun run(String id) {
    return read(found(
        id,
        database.look(
            "read a run",
            session -> session.first(
                RUNS + " WHERE run_id = ?", JdbcResultStore::summary, Encoded.text(id)))));
  }

  @Override
  public Stream<ResultRow> rows(String id) {
    Found found = found(
        id,
        database.look(
            "look for a run",
            session -> session.first(
                "SELECT id, row_count FROM {evaluation} WHERE run_id = ?",
                row -> new Found(row.id("id"), row.id("row_count")),
                Encoded.text(id))));
    return StreamSupport.stream(
        new EvaluationRows(database, id, found.evaluation(), found.rows()), false);
  }

  private <T> T found(String id, Optional<T> found) {
    return found.orElseThrow(() ->
        new NoSuchElementException("there is no run \"%s\" in %s".formatted(id, database.place())));
  }

  /** Lets work that has begun come to its end; the data source stays open. */
  @Override
  public void close() {
    database.close();
  }
}
