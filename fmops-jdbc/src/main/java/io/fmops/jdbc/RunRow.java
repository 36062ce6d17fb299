package io.fmops.jdbc;

import io.fmops.chain.RunInUseException;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run's row, locked by the transaction that read it. Immutable.
 *
 * @param holder who has the run in hand by the database's clock; empty if nobody has
 */
record RunRow(long id, String runId, Optional<String> holder) {

  static Optional<RunRow> lock(Session session, String runId) throws SQLException {
    return session.first(
        "SELECT id, hold, holder, held_until, {now} AS clock FROM {run} WHERE run_key = ?{lock}",
        row -> {
          boolean held = row.optionalText("hold").isPresent()
              && row.time("held_until").isAfter(row.time("clock"));
          return new RunRow(
              row.id("id"), runId, held ? row.optionalText("holder") : Optional.empty());
        },
        (Object) Encoded.key(runId));
  }

  /** Makes the row; a conflict if somebody else makes it at the same time. */
  static RunRow make(Session session, String runId, RunHeader header, String hold, Duration lease)
      throws SQLException {
    session.update(
        "INSERT INTO {run} (run_key, run_name, chain, begun, state, changed, entries, hold, holder,"
            + " held_until) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, {later})",
        Encoded.key(runId),
        runId,
        Encoded.text(header.chain()),
        header.begun(),
        RunState.OPEN.name(),
        header.begun(),
        hold,
        me(),
        lease.toMillis());
    RunRow row =
        lock(session, runId).orElseThrow(() -> new IllegalStateException("made, but not there"));
    session.update(
        "INSERT INTO {run_input} (run_id, definition, input) VALUES (?, ?, ?)",
        row.id(),
        Encoded.text(header.definition()),
        Encoded.text(header.input()));
    return row;
  }

  private static String me() {
    String host = System.getenv("HOSTNAME");
    return "process " + ProcessHandle.current().pid() + (host == null ? "" : " on " + host);
  }

  void checkFree() {
    if (holder.isPresent()) {
      throw new RunInUseException(
          "%s is in the hands of %s".formatted(JdbcJournal.quoted(runId), holder.get()), null);
    }
  }

  void take(Session session, String hold, Duration lease) throws SQLException {
    session.update(
        "UPDATE {run} SET hold = ?, holder = ?, held_until = {later} WHERE id = ?",
        hold,
        me(),
        lease.toMillis(),
        id);
  }

  /** Holds the run for another while; false if it is somebody else's by now. */
  boolean keep(Session session, String hold, Duration lease) throws SQLException {
    return session.update(
            "UPDATE {run} SET held_until = {later} WHERE id = ? AND hold = ?",
            lease.toMillis(),
            id,
            hold)
        == 1;
  }

  void release(Session session, String hold) throws SQLException {
    session.update(
        "UPDATE {run} SET hold = NULL, holder = NULL, held_until = NULL WHERE id = ? AND hold = ?",
        id,
        hold);
  }

  RunHeader header(Session session) throws SQLException {
    return session
        .first(
            "SELECT r.chain, i.definition, i.input, r.begun FROM {run} r JOIN {run_input} i"
                + " ON i.run_id = r.id WHERE r.id = ?",
            row -> new RunHeader(
                Encoded.decoded(row.text("chain")),
                Encoded.decoded(row.text("definition")),
                Encoded.decoded(row.text("input")),
                row.time("begun")),
            id)
        .orElseThrow(() -> new IllegalStateException("a run without its input"));
  }

  static List<JournalEntry> entries(Session session, String runId) throws SQLException {
    return session.list(
        "SELECT e.kind, e.step, e.content, e.written_at FROM {run} r JOIN {run_entry} e"
            + " ON e.run_id = r.id WHERE r.run_key = ? ORDER BY e.number",
        row -> new JournalEntry(
            JournalEntry.Type.valueOf(row.text("kind")),
            Encoded.decoded(row.text("step")),
            Encoded.decoded(row.text("content")),
            row.time("written_at")),
        (Object) Encoded.key(runId));
  }

  /** Writes an encoded entry; false if the run is somebody else's by now. */
  boolean append(Session session, String hold, JournalEntry entry, Duration lease)
      throws SQLException {
    Optional<RunState> state = entry.type().state();
    int mine = session.update(
        "UPDATE {run} SET entries = entries + 1, changed = ?, held_until = {later},"
            + " state = COALESCE(?, state) WHERE id = ? AND hold = ?",
        entry.at(),
        lease.toMillis(),
        state.map(RunState::name).orElse(null),
        id,
        hold);
    if (mine == 0) {
      return false;
    }
    int number = session
        .first("SELECT entries FROM {run} WHERE id = ?", row -> row.number("entries"), id)
        .orElseThrow(() -> new IllegalStateException("written, but not there"));
    session.update(
        "INSERT INTO {run_entry} (run_id, number, kind, step, written_at, content)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        id,
        number,
        entry.type().name(),
        entry.step(),
        entry.at(),
        entry.data());
    return true;
  }

  void delete(Session session) throws SQLException {
    session.update("DELETE FROM {run_entry} WHERE run_id = ?", id);
    session.update("DELETE FROM {run_input} WHERE run_id = ?", id);
    session.update("DELETE FROM {run} WHERE id = ?", id);
  }
}
