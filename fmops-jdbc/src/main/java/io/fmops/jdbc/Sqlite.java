package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** SQLite. */
final class Sqlite extends Dialect {

  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int CONSTRAINT = 19;
  private static final int CANNOT_OPEN = 14;

  @Override
  String product() {
    return "SQLite";
  }

  @Override
  String folder() {
    return "sqlite";
  }

  @Override
  void check(Session session, JdbcSettings settings) {
    if (settings.schema().isPresent()) {
      throw new IllegalArgumentException(
          "SQLite has no schemas; use a table prefix or another file");
    }
  }

  @Override
  void lockMigrations(Session session, JdbcSettings settings) {
    // Whoever is in a transaction has the database to itself.
  }

  @Override
  String forUpdate() {
    // A transaction that may write has the whole database to itself.
    return "";
  }

  @Override
  String now() {
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
  }

  @Override
  String later() {
    return "? + " + now();
  }

  @Override
  Undo begin(Connection connection, Duration patience) throws SQLException {
    // The driver's own BEGIN is deferred: it would find out too late that somebody else writes.
    connection.setAutoCommit(true);
    execute(connection, "BEGIN IMMEDIATE");
    return () -> {};
  }

  @Override
  void commit(Connection connection) throws SQLException {
    execute(connection, "COMMIT");
  }

  @Override
  void rollback(Connection connection) throws SQLException {
    execute(connection, "ROLLBACK");
  }

  @Override
  boolean conflict(SQLException problem) {
    int code = problem.getErrorCode() & 0xff;
    return code == BUSY || code == LOCKED || code == CONSTRAINT;
  }

  @Override
  boolean connectionLost(SQLException problem) {
    return false;
  }

  @Override
  boolean tableMissing(SQLException problem) {
    String message = problem.getMessage();
    return message != null && message.contains("no such table");
  }

  @Override
  boolean away(SQLException problem) {
    return (problem.getErrorCode() & 0xff) == CANNOT_OPEN || super.away(problem);
  }

  @Override
  boolean oneWriter() {
    return true;
  }

  @Override
  void setTime(PreparedStatement statement, int index, Instant time) throws SQLException {
    statement.setLong(index, time.toEpochMilli());
  }

  @Override
  Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }
}
