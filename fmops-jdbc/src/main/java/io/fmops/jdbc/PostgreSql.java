package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** PostgreSQL. */
final class PostgreSql extends Dialect {

  /** Serialization failure, deadlock, unique violation (somebody was first), lock not available. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "23505", "55P03");

  /** Connection does not exist, failure; ended by the administrator, a crash or for idleness. */
  private static final Set<String> LOST = Set.of("08003", "08006", "57P01", "57P02", "57P05");

  @Override
  String product() {
    return "PostgreSQL";
  }

  @Override
  String folder() {
    return "postgresql";
  }

  @Override
  void check(Session session, JdbcSettings settings) throws SQLException {
    String version = session.value("SELECT version()");
    if (!version.startsWith("PostgreSQL")) {
      throw new IllegalArgumentException(
          "the database speaks like PostgreSQL but is another, which is not supported; the stores"
              + " work in PostgreSQL, H2 and SQLite");
    }
    String encoding = session.value("SHOW server_encoding");
    if (!encoding.equals("UTF8")) {
      throw new IllegalArgumentException(
          "the PostgreSQL database has the encoding %s; prompts need one with UTF8"
              .formatted(encoding));
    }
  }

  @Override
  void lockMigrations(Session session, JdbcSettings settings) throws SQLException {
    // Two numbers name the lock: ours, and one of the tables in question.
    int tables = (settings.schema().orElse("") + "." + settings.tablePrefix()).hashCode();
    session.first(
        "SELECT pg_advisory_xact_lock(?, ?)", row -> true, "io.fmops.jdbc".hashCode(), tables);
  }

  @Override
  String now() {
    return "clock_timestamp()";
  }

  @Override
  String later() {
    return "clock_timestamp() + ? * INTERVAL '1 millisecond'";
  }

  @Override
  Undo begin(Connection connection, Duration patience) throws SQLException {
    connection.setAutoCommit(false);
    // For this transaction only, so that there is nothing to restore; in one exchange.
    execute(
        connection,
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = "
            + patience.toMillis());
    return () -> {};
  }

  @Override
  boolean conflict(SQLException problem) {
    return CONFLICTS.contains(state(problem));
  }

  @Override
  boolean connectionLost(SQLException problem) {
    return LOST.contains(state(problem));
  }

  @Override
  boolean tableMissing(SQLException problem) {
    return state(problem).equals("42P01");
  }
}
