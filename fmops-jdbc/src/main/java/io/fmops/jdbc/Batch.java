package io.fmops.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is executed with many lists of values, some hundreds at a time or fewer if they
 * are long. Not thread-safe.
 */
final class Batch implements AutoCloseable {

  private static final int MOST = 500;
  private static final long MOST_CHARACTERS = 1 << 20;

  private final Session session;
  private final PreparedStatement statement;
  private int waiting;
  private long characters;

  Batch(Session session, PreparedStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  void add(@Nullable Object... values) throws SQLException {
    session.set(statement, values);
    statement.addBatch();
    waiting++;
    for (Object value : values) {
      characters += value instanceof String text ? text.length() : 0;
    }
    if (waiting >= MOST || characters >= MOST_CHARACTERS) {
      flush();
    }
  }

  /** Executes the statement with what has not been executed yet. */
  void flush() throws SQLException {
    if (waiting > 0) {
      statement.executeBatch();
      waiting = 0;
      characters = 0;
    }
  }

  /** Drops what has not been executed. */
  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
