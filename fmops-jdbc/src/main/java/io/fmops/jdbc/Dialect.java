package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;

/** What is not the same in all databases. Immutable and thread-safe. */
abstract sealed class Dialect permits PostgreSql, H2, Sqlite {

  /** Connection lost, out of connections or memory, shut down. */
  private static final Set<String> AWAY = Set.of("08", "53", "57");

  /**
   * The dialect of a connection.
   *
   * @throws IllegalArgumentException if there is none for its database
   */
  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "postgresql" -> new PostgreSql();
      case "h2" -> new H2();
      case "sqlite" -> new Sqlite();
      default ->
        throw new IllegalArgumentException(
            product + " is not supported; the stores work in PostgreSQL, H2 and SQLite");
    };
  }

  /** The name of the database for people. */
  abstract String product();

  /** The folder with the statements that make the tables. */
  abstract String folder();

  /**
   * Whether the stores can work with it.
   *
   * @throws IllegalArgumentException if they cannot, saying why
   */
  abstract void check(Session session, JdbcSettings settings) throws SQLException;

  /** Makes others that want to make the tables wait until the transaction ends. */
  abstract void lockMigrations(Session session, JdbcSettings settings) throws SQLException;

  /** Whether tables are made in a transaction like anything else. */
  boolean transactionalTables() {
    return true;
  }

  /** What follows a query for a row that nobody else is to change before the transaction ends. */
  String forUpdate() {
    return " FOR UPDATE";
  }

  /** The database's own clock, as an expression. */
  abstract String now();

  /** The database's own clock and some milliseconds more, as an expression with one parameter. */
  abstract String later();

  /** Makes a connection what it was before a transaction. */
  interface Undo {
    void undo() throws SQLException;
  }

  /**
   * Makes the connection's next statements a transaction.
   *
   * @param patience how long a statement waits for others' locks at the most, where the database
   *     can be told so
   * @return what to do when it is over
   */
  abstract Undo begin(Connection connection, Duration patience) throws SQLException;

  void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /** Brings what was committed to the disk, where committing does not. */
  void flush(Connection connection) throws SQLException {}

  void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  /** Whether a transaction failed because of others, and may succeed if it is made again. */
  abstract boolean conflict(SQLException problem);

  /** Whether a connection that was there has ended, so that a new one may do. */
  abstract boolean connectionLost(SQLException problem);

  /** Whether a statement failed for want of a table. */
  abstract boolean tableMissing(SQLException problem);

  /** Whether the database cannot be reached. */
  boolean away(SQLException problem) {
    String state = state(problem);
    return problem instanceof SQLTransientConnectionException
        || problem instanceof SQLNonTransientConnectionException
        || problem instanceof SQLRecoverableException
        || (state.length() == 5 && AWAY.contains(state.substring(0, 2)));
  }

  /**
   * Whether the database takes one writer at a time, so that a store's threads may as well queue.
   */
  boolean oneWriter() {
    return false;
  }

  /** Whether an interrupt of a thread that is at work in the database harms other threads' work. */
  boolean harmedByInterrupts() {
    return false;
  }

  void setTime(PreparedStatement statement, int index, Instant time) throws SQLException {
    statement.setObject(index, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static String state(SQLException problem) {
    String state = problem.getSQLState();
    return state == null ? "" : state;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
