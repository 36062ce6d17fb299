package io.fmops.jdbc;

import io.fmops.prompt.VersionNotFoundException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A prompt within a transaction. Whoever locks its row is the only one to change its versions and
 * labels until the transaction ends. Immutable.
 *
 * @param newest the highest number of a version; 0 if the row was just made
 */
record PromptRow(long id, String name, int newest) {

  private static final String SELECT = "SELECT id, newest FROM {prompt} WHERE name_key = ?";

  static Optional<PromptRow> find(Session session, String name) throws SQLException {
    return read(session, name, SELECT);
  }

  static Optional<PromptRow> lock(Session session, String name) throws SQLException {
    return read(session, name, SELECT + "{lock}");
  }

  private static Optional<PromptRow> read(Session session, String name, String query)
      throws SQLException {
    return session.first(
        query, row -> new PromptRow(row.id("id"), name, row.number("newest")), (Object)
            Encoded.key(name));
  }

  /** Makes the row; a conflict if somebody else makes it at the same time. */
  static PromptRow make(Session session, String name) throws SQLException {
    session.update(
        "INSERT INTO {prompt} (name_key, name, newest, revision) VALUES (?, ?, 0, 0)",
        Encoded.key(name),
        name);
    return lock(session, name).orElseThrow(() -> new IllegalStateException("made, but not there"));
  }

  /** Counts a change of the prompt. */
  void changed(Session session, int newestNow) throws SQLException {
    session.update(
        "UPDATE {prompt} SET newest = ?, revision = revision + 1 WHERE id = ?", newestNow, id);
  }

  void check(int number) {
    if (number < 1 || number > newest) {
      throw new VersionNotFoundException(
          "prompt %s has no version %d; the newest is version %d".formatted(name, number, newest));
    }
  }
}
