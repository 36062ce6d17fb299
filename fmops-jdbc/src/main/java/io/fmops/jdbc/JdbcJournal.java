package io.fmops.jdbc;

import io.fmops.chain.JournalException;
import io.fmops.chain.RunInUseException;
import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Keeps the journals of runs in PostgreSQL (14 and later is tested), H2 (2 and later) or SQLite.
 * Several processes may have journals over the same tables. Thread-safe.
 *
 * <p>A run is held for a time ({@link JdbcSettings#lease()}), by the database's clock, and the hold
 * is renewed by each entry and by a thread of the journal's own, three times in that time. The
 * holds of a process that was killed or cut off run out; another may take its runs up then. Should
 * the process come back, it cannot write to them any more: each entry is written together with a
 * look at whose the run is.
 *
 * <p>Each call takes one connection from the data source and gives it back as it was; H2 needs a
 * second one while it makes the tables. The data source is the caller's: this neither pools nor
 * closes.
 */
public final class JdbcJournal implements Journal {

  private static final String SUMMARY =
      "SELECT r.run_name, r.chain, r.state, r.begun, r.changed FROM {run} r";

  private final Database database;
  private final Heartbeat heartbeat;

  private JdbcJournal(Database database) {
    this.database = database;
    this.heartbeat = new Heartbeat(database);
  }

  /**
   * Opens a journal with the default settings, and makes its tables unless they are there.
   *
   * @param dataSource gives connections; stays the caller's
   * @return the journal
   * @throws JournalException if the database cannot be reached, or the tables cannot be made
   * @throws IllegalArgumentException if the journals do not work in such a database
   */
  public static JdbcJournal open(DataSource dataSource) {
    return open(dataSource, JdbcSettings.defaults());
  }

  /**
   * Opens a journal.
   *
   * @param dataSource gives connections; stays the caller's
   * @param settings where the tables are, whether to make them, and how long a run is held
   * @return the journal
   * @throws JournalException if the database cannot be reached, or the tables cannot be made, or
   *     are missing and are not to be made
   * @throws IllegalArgumentException if the journals do not work in such a database
   */
  public static JdbcJournal open(DataSource dataSource, JdbcSettings settings) {
    return new JdbcJournal(Database.open(dataSource, settings, JournalException::new));
  }

  @Override
  public JournalRun open(String runId, RunHeader header) {
    Journal.checkRunId(runId);
    RunHeader kept = new RunHeader(
        header.chain(),
        header.definition(),
        header.input(),
        Rules.time("the beginning of the run", header.begun()));
    String hold = UUID.randomUUID().toString();
    JdbcRun run = database.change("open " + quoted(runId), session -> {
      Optional<RunRow> row = RunRow.lock(session, runId);
      return row.isPresent()
          ? taken(session, row.get(), hold)
          : new JdbcRun(
              this, RunRow.make(session, runId, kept, hold, lease()), hold, kept, List.of());
    });
    return kept(run);
  }

  private JdbcRun kept(JdbcRun run) {
    if (!heartbeat.add(run)) {
      run.close();
      throw database.failure(
          "cannot open %s: the journal is closed".formatted(quoted(run.runId())), null);
    }
    return run;
  }

  @Override
  public Optional<JournalRun> reopen(String runId) {
    Journal.checkRunId(runId);
    String hold = UUID.randomUUID().toString();
    Optional<JdbcRun> run = database.change("reopen " + quoted(runId), session -> {
      Optional<RunRow> row = RunRow.lock(session, runId);
      return row.isPresent() ? Optional.of(taken(session, row.get(), hold)) : Optional.empty();
    });
    return run.map(this::kept);
  }

  private JdbcRun taken(Session session, RunRow row, String hold) throws SQLException {
    row.checkFree();
    row.take(session, hold, lease());
    return new JdbcRun(this, row, hold, row.header(session), RunRow.entries(session, row.runId()));
  }

  @Override
  public Optional<RunSummary> find(String runId) {
    Journal.checkRunId(runId);
    return database.look(
        "find " + quoted(runId),
        session -> session.first(
            SUMMARY + " WHERE r.run_key = ?", JdbcJournal::summary, (Object) Encoded.key(runId)));
  }

  @Override
  public List<JournalEntry> entries(String runId) {
    Journal.checkRunId(runId);
    return database.look("read " + quoted(runId), session -> RunRow.entries(session, runId));
  }

  @Override
  public List<RunSummary> list(RunState state, int limit) {
    Objects.requireNonNull(state, "state");
    Rules.limit(limit);
    return database.look(
        "list runs",
        session -> session.list(
            SUMMARY + " WHERE r.state = ? ORDER BY r.begun, r.run_key LIMIT ?",
            JdbcJournal::summary,
            state.name(),
            limit));
  }

  private static RunSummary summary(Session.Row row) throws SQLException {
    return new RunSummary(
        row.text("run_name"),
        Encoded.decoded(row.text("chain")),
        RunState.valueOf(row.text("state")),
        row.time("begun"),
        row.time("changed"));
  }

  @Override
  public boolean delete(String runId) {
    Journal.checkRunId(runId);
    return database.change("delete " + quoted(runId), session -> {
      Optional<RunRow> row = RunRow.lock(session, runId);
      if (row.isPresent()) {
        row.get().checkFree();
        row.get().delete(session);
      }
      return row.isPresent();
    });
  }

  @Override
  public Duration longestHold() {
    return lease();
  }

  private Duration lease() {
    return database.settings().lease();
  }

  /** Writes an entry, unless the run was taken by somebody else. */
  void append(JdbcRun run, JournalEntry entry) {
    JournalEntry kept = new JournalEntry(
        entry.type(),
        Encoded.text(entry.step()),
        Encoded.text(entry.data()),
        Rules.time("the moment of the entry", entry.at()));
    boolean written = database.change(
        "write to " + quoted(run.runId()),
        session -> run.row().append(session, run.hold(), kept, lease()));
    if (!written) {
      throw new RunInUseException(
          "%s was taken from this process, because its hold had run out"
              .formatted(quoted(run.runId())),
          null);
    }
  }

  /** Gives a run out of hand. */
  void release(JdbcRun run) {
    heartbeat.remove(run);
    database.change("close " + quoted(run.runId()), session -> {
      run.row().release(session, run.hold());
      return true;
    });
  }

  /** Closes the runs that are still open, too. */
  @Override
  public void close() {
    heartbeat.close();
    database.close();
  }

  static String quoted(String runId) {
    return "the run \"" + runId + "\"";
  }
}
