package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/** H2, embedded or as a server. */
final class H2 extends Dialect {

  /**
   * Deadlock, unique violation (somebody was first), lock timeout, changed by another, and table or
   * schema made by another at the same time.
   */
  private static final Set<Integer> CONFLICTS =
      Set.of(40_001, 23_505, 50_200, 90_131, 42_101, 90_078);

  /** In use by another process, broken connection, closed, closing, not there. */
  private static final Set<Integer> AWAY =
      Set.of(90_020, 90_067, 90_098, 90_121, 90_135, 90_146, 90_149);

  /** The same, while the process that serves the others' database ends and another takes over. */
  private static final Set<Integer> LOST = Set.of(90_020, 90_067, 90_098, 90_121);

  private static final int NOT_ADMIN = 90_040;
  /** No such table, or no such schema. */
  private static final Set<Integer> NO_TABLE = Set.of(42_102, 42_103, 42_104, 90_079);

  @Override
  String product() {
    return "H2";
  }

  @Override
  String folder() {
    return "h2";
  }

  @Override
  void check(Session session, JdbcSettings settings) throws SQLException {
    int version = session.connection().getMetaData().getDatabaseMajorVersion();
    if (version < 2) {
      throw new IllegalArgumentException("the H2 is of version " + version + "; 2 is the oldest");
    }
    try {
      flush(session.connection());
    } catch (SQLException e) {
      if (e.getErrorCode() == NOT_ADMIN) {
        throw new IllegalArgumentException(
            "the user of H2 must be an administrator, who may execute CHECKPOINT SYNC: without it,"
                + " H2 keeps a change in memory for a while",
            e);
      }
      throw e;
    }
  }

  @Override
  void lockMigrations(Session session, JdbcSettings settings) throws SQLException {
    if (settings.schema().isPresent()) {
      session.update("CREATE SCHEMA IF NOT EXISTS \"" + settings.schema().get() + "\"");
    }
    session.update("CREATE TABLE IF NOT EXISTS {migration_lock} (id INTEGER PRIMARY KEY)");
    if (session.first("SELECT id FROM {migration_lock}{lock}", row -> true).isEmpty()) {
      session.update("INSERT INTO {migration_lock} (id) VALUES (1)");
    }
  }

  @Override
  boolean transactionalTables() {
    return false;
  }

  @Override
  String now() {
    return "CURRENT_TIMESTAMP(9)";
  }

  @Override
  String later() {
    return "DATEADD('MILLISECOND', ?, CURRENT_TIMESTAMP(9))";
  }

  @Override
  Undo begin(Connection connection, Duration patience) throws SQLException {
    connection.setAutoCommit(false);
    int isolation = connection.getTransactionIsolation();
    long wait = lockTimeout(connection);
    boolean tooLong = wait > patience.toMillis();
    if (tooLong) {
      execute(connection, "SET LOCK_TIMEOUT " + patience.toMillis());
    }
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    return () -> {
      if (tooLong) {
        execute(connection, "SET LOCK_TIMEOUT " + wait);
      }
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(isolation);
      }
    };
  }

  private static long lockTimeout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet milliseconds = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
      milliseconds.next();
      return milliseconds.getLong(1);
    }
  }

  @Override
  void flush(Connection connection) throws SQLException {
    // H2 writes half a second after a commit, unless told to.
    execute(connection, "CHECKPOINT SYNC");
  }

  @Override
  boolean conflict(SQLException problem) {
    return CONFLICTS.contains(problem.getErrorCode());
  }

  @Override
  boolean connectionLost(SQLException problem) {
    return LOST.contains(problem.getErrorCode());
  }

  @Override
  boolean tableMissing(SQLException problem) {
    return NO_TABLE.contains(problem.getErrorCode());
  }

  @Override
  boolean away(SQLException problem) {
    return AWAY.contains(problem.getErrorCode()) || super.away(problem);
  }

  @Override
  boolean harmedByInterrupts() {
    // An interrupt closes the file under H2, and with it the database for all.
    return true;
  }
}
